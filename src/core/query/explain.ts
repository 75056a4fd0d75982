import type { DocumentRecord } from '../../ports/document-store.ts';
import { CodedError } from '../../shared/errors.ts';
import { analyseQuery } from '../retrieval/analyse-text.ts';
import { PATTERNS } from './patterns.ts';
import type { DebugTrace } from './query-answer.ts';
import type { QueryPorts } from './stage.ts';

/** Why a document is, or is not, among the sources of a past query. */
export type Explanation = {
  readonly documentId: string;
  readonly chosen: boolean;
  /** Place of its best chunk in the last ranking, from 1; null when it was no candidate. */
  readonly rank: number | null;
  readonly reason: string;
  readonly lexical: number | null;
  readonly dense: number | null;
  readonly late: number | null;
  readonly score: number | null;
};

type Past = { readonly text: string; readonly trace: DebugTrace };

/** Chunks of one document that are scored anew: more than a long book has. */
const CHUNKS_MAX = 1_000;

/** Finds the document in the recorded candidates; when it was none, scores it anew and names what kept it out. */
export async function explainDocument(
  ports: QueryPorts,
  tenant: string,
  past: Past,
  documentId: string,
): Promise<Explanation> {
  const record = await ports.documents.get(tenant, documentId);
  if (record === null) throw new CodedError('DOCUMENT_NOT_FOUND', `There is no document "${documentId}".`);
  const chunks = (await ports.documents.chunksOf(tenant, documentId)).map(({ chunk }) => chunk);
  const recorded = ofRecorded(past.trace, new Set(chunks));
  if (recorded !== null) return { documentId, ...recorded };
  const absent = { documentId, chosen: false, rank: null, late: null, score: null };
  const keptOut = whyKeptOut(ports, past.trace, record, chunks);
  if (keptOut !== null) return { ...absent, lexical: null, dense: null, reason: keptOut };
  const scores = await scoreAnew(ports, { tenant, past, chunks: chunks.slice(0, CHUNKS_MAX) });
  const reason =
    scores.lexical > 0
      ? 'its scores were below those of every candidate that was kept'
      : 'it shares no word with the question, and its meaning is not among the nearest';
  return { ...absent, ...scores, reason };
}

/** What the record of the query says of a document: its place among the sources, or among the candidates. */
function ofRecorded(
  { selected, candidates }: DebugTrace,
  chunks: ReadonlySet<number>,
): Omit<Explanation, 'documentId'> | null {
  const source = selected.findIndex((chunk) => chunks.has(chunk));
  const place = candidates.findIndex(({ chunk }) => (source < 0 ? chunks.has(chunk) : chunk === selected[source]));
  const candidate = candidates[place];
  if (source < 0 && candidate === undefined) return null;
  const rank = candidate === undefined ? null : place + 1;
  const { lexical, dense, late, score } = candidate ?? { lexical: null, dense: null, late: null, score: null };
  const reason =
    source < 0
      ? `its best passage ranked ${rank}, and ${selected.length} were kept`
      : `its best passage is source ${source + 1}`;
  return { chosen: source >= 0, rank, reason, lexical, dense, late, score };
}

/** Why no passage of the document could be a candidate, whatever its scores; null when it could have been. */
function whyKeptOut(
  { catalogue }: QueryPorts,
  { collection, filter }: DebugTrace,
  { scope, enabled }: DocumentRecord,
  chunks: readonly number[],
): string | null {
  if (scope.collection !== collection) {
    return `it is in the collection "${scope.collection}", the query asked "${collection}"`;
  }
  if (!enabled) return 'it is disabled';
  if (chunks.length === 0) return 'nothing of it is searchable yet';
  const partition = catalogue.find(scope);
  const allowed = partition?.select(filter);
  const passes = chunks.some((chunk) => allowed?.has(partition?.ordinalOf(chunk) ?? -1) === true);
  return passes ? null : 'the filter of the query leaves it out';
}

async function scoreAnew(
  ports: QueryPorts,
  { tenant, past, chunks }: { tenant: string; past: Past; chunks: readonly number[] },
): Promise<{ lexical: number; dense: number }> {
  const scope = { tenant, collection: past.trace.collection };
  const [vector] = await ports.embedder.embed([past.text]);
  const dimensions = PATTERNS[past.trace.pattern].settings.denseDimensions;
  const lexical = await ports.lexical.scores(scope, analyseQuery(past.text), chunks);
  const dense =
    vector === undefined ? new Float32Array(0) : await ports.vectors.scores(scope, vector, chunks, dimensions);
  return { lexical: Math.max(0, ...lexical), dense: Math.max(-1, ...dense) };
}
