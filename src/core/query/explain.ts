import { CodedError } from '../../shared/errors.ts';
import { analyseQuery } from '../retrieval/analyse-text.ts';
import { PATTERNS } from './patterns.ts';
import type { DebugTrace } from './query-answer.ts';
import type { Candidate } from './query-state.ts';
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

/** Finds the document in the recorded candidates; when it was none, scores it anew against the lowest candidate. */
export async function explainDocument(
  ports: QueryPorts,
  tenant: string,
  past: Past,
  documentId: string,
): Promise<Explanation> {
  const record = await ports.documents.get(tenant, documentId);
  if (record === null) throw new CodedError('DOCUMENT_NOT_FOUND', `There is no document "${documentId}".`);
  const chunks = (await ports.documents.chunksOf(tenant, documentId)).map(({ chunk }) => chunk);
  const place = past.trace.candidates.findIndex(({ chunk }) => chunks.includes(chunk));
  const candidate = past.trace.candidates[place];
  if (candidate !== undefined) return ofCandidate(documentId, place + 1, candidate, past.trace.selected);
  const base = { documentId, chosen: false, rank: null, late: null, score: null };
  if (record.scope.collection !== past.trace.collection)
    return {
      ...base,
      lexical: null,
      dense: null,
      reason: `it is in the collection "${record.scope.collection}", the query asked "${past.trace.collection}"`,
    };
  if (!record.enabled) return { ...base, lexical: null, dense: null, reason: 'it is disabled' };
  const scores = await scoreAnew(ports, { tenant, past, chunks: chunks.slice(0, CHUNKS_MAX) });
  const reason =
    scores.lexical > 0
      ? 'its scores were below those of every candidate that was kept, or the filter left it out'
      : 'it shares no word with the question, and its meaning is not among the nearest';
  return { ...base, ...scores, reason };
}

function ofCandidate(documentId: string, rank: number, candidate: Candidate, selected: number): Explanation {
  const { lexical, dense, late, score } = candidate;
  const chosen = rank <= selected;
  const reason = chosen
    ? `its best passage is source ${rank}`
    : `its best passage ranked ${rank}, and ${selected} were kept`;
  return { documentId, chosen, rank, reason, lexical, dense, late, score };
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
