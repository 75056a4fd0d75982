import type { Hit } from '../../../ports/lexical-index.ts';
import { defined } from '../../../shared/assert.ts';
import type { Candidate, QueryState, Understanding } from '../query-state.ts';
import type { Stage, StageContext } from '../stage.ts';
import { type Span, timed } from '../trace.ts';

/** Candidates a channel gives at the most: 100 sources of one document each out of long documents still fit. */
const CHANNEL_DEPTH_MAX = 4_000;
/** With one passage a document, several chunks of a document compete for one place. */
const GROUPED_DEPTH_FACTOR = 4;

/** Candidates of every channel the route takes, each with its real score in all of them. */
export const retrieve: Stage = {
  name: 'retrieve',
  optional: false,
  async run(state, context) {
    const wanted = wantedSources(state);
    let depth = Math.max(
      state.pattern.settings.channelDepth,
      state.request.groupBy === null ? wanted : wanted * GROUPED_DEPTH_FACTOR,
    );
    for (;;) {
      const { candidates, children, exhausted } = await search(state, context, depth);
      if (exhausted || depth >= CHANNEL_DEPTH_MAX || countSources(state, context, candidates) >= wanted)
        return { adds: { retrieved: candidates }, detail: { candidates: candidates.length, depth }, children };
      depth = Math.min(depth * GROUPED_DEPTH_FACTOR, CHANNEL_DEPTH_MAX);
    }
  },
};

function wantedSources({ request }: QueryState): number {
  return request.topK ?? 0;
}

function countSources(
  { request, scope }: QueryState,
  { ports }: StageContext,
  candidates: readonly Candidate[],
): number {
  if (request.groupBy === null) return candidates.length;
  const partition = ports.catalogue.find(scope);
  const documents = new Set<string>();
  for (const { chunk } of candidates) {
    const ordinal = partition?.ordinalOf(chunk);
    const document = ordinal === undefined ? undefined : partition?.documentAt(ordinal);
    if (document !== undefined) documents.add(document);
  }
  return documents.size;
}

type Search = {
  readonly candidates: readonly Candidate[];
  readonly children: readonly Span[];
  readonly exhausted: boolean;
};

async function search(state: QueryState, context: StageContext, depth: number): Promise<Search> {
  const understanding = defined(state.understanding, 'understand runs before retrieve');
  const backend = defined(state.route, 'route runs before retrieve').backend;
  const lexicalOn = backend === 'lexical' || backend === 'hybrid';
  const denseOn = (backend === 'vector' || backend === 'hybrid') && hasDirection(understanding.vector);
  // A quoted phrase is a demand: what does not hold it is no candidate, however close in meaning.
  const demanded = lexicalOn && understanding.lexical.phrases.length > 0;
  const [lexical, dense] = await Promise.all([
    lexicalOn ? searchLexical(state, context, understanding, depth) : null,
    denseOn && !demanded ? searchDense(state, context, understanding, depth) : null,
  ]);
  const chunks = union(lexical?.result ?? [], dense?.result ?? []);
  return {
    candidates: await score({ state, context, understanding, chunks, lexicalOn, denseOn }),
    children: [lexical?.span, dense?.span].filter((span) => span !== undefined),
    exhausted: (lexical?.result.length ?? 0) < depth && (dense?.result.length ?? 0) < depth,
  };
}

type Found = { readonly result: readonly Hit[]; readonly span: Span };

function searchLexical(
  { scope, request }: QueryState,
  { ports, recorder, signal }: StageContext,
  { lexical }: Understanding,
  limit: number,
): Promise<Found> {
  const run = () => ports.lexical.search(scope, lexical, { limit, filter: request.filter, signal });
  return timed(recorder, 'lexical', run, (hits) => ({ hits: hits.length, best: hits[0]?.score ?? null }));
}

function searchDense(
  { scope, request, pattern }: QueryState,
  { ports, recorder, signal }: StageContext,
  { vector }: Understanding,
  limit: number,
): Promise<Found> {
  const dimensions = pattern.settings.denseDimensions;
  const run = () => ports.vectors.search(scope, vector, { limit, filter: request.filter, dimensions, signal });
  return timed(recorder, 'dense', run, (hits) => ({ hits: hits.length, dimensions, best: hits[0]?.score ?? null }));
}

function union(...lists: readonly (readonly Hit[])[]): readonly number[] {
  const chunks = new Set<number>();
  for (const list of lists) for (const { chunk } of list) chunks.add(chunk);
  return [...chunks];
}

function hasDirection(vector: Float32Array): boolean {
  return vector.some((component) => component !== 0);
}

type Scoring = {
  readonly state: QueryState;
  readonly context: StageContext;
  readonly understanding: Understanding;
  readonly chunks: readonly number[];
  readonly lexicalOn: boolean;
  readonly denseOn: boolean;
};

async function score({
  state,
  context,
  understanding,
  chunks,
  lexicalOn,
  denseOn,
}: Scoring): Promise<readonly Candidate[]> {
  const { scope, pattern } = state;
  const { lexical, vectors } = context.ports;
  const [lexicalScores, denseScores] = await Promise.all([
    lexicalOn ? lexical.scores(scope, understanding.lexical, chunks) : null,
    denseOn ? vectors.scores(scope, understanding.vector, chunks, pattern.settings.denseDimensions) : null,
  ]);
  return chunks.map((chunk, i) => ({
    chunk,
    lexical: lexicalScores?.[i] ?? null,
    dense: denseScores?.[i] ?? null,
    late: null,
    score: 0,
  }));
}
