import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/compose/compose.ts';
import { readSettings } from '../../src/config/env.ts';
import type { NewDocument } from '../../src/core/ingest/new-document.ts';
import { choosePattern } from '../../src/core/query/choose-pattern.ts';
import type { QueryAnswer } from '../../src/core/query/query-answer.ts';
import { type QueryRequest, queryRequest } from '../../src/core/query/query-request.ts';
import type { QueryState } from '../../src/core/query/query-state.ts';
import type { QueryPorts, StageResult } from '../../src/core/query/stage.ts';
import { STAGES } from '../../src/core/query/stages.ts';
import { type StageName, TraceRecorder } from '../../src/core/query/trace.ts';
import type { Principal } from '../../src/ports/scope.ts';
import { defined } from '../../src/shared/assert.ts';

/** Who asks in tests that do not care. */
export const ASKER: Principal = { tenant: 'default', tier: 'local', scopes: ['read', 'write'], userId: null };

/** A document in brief: its id and its text, the rest as a caller would leave it out. */
export type BriefDocument = { readonly id: string; readonly text: string; readonly collection?: string } & Partial<
  Pick<NewDocument, 'title' | 'tags' | 'metadata' | 'uri'>
>;

/** Three lighthouses that share words and differ in facts. */
export const LIGHTHOUSES: readonly BriefDocument[] = [
  {
    id: 'fastnet',
    title: 'Fastnet Rock',
    tags: ['ireland'],
    metadata: { year: 1904 },
    text: 'The lighthouse on Fastnet Rock was first lit in 1904. Its tower is built of Cornish granite and stands fifty-four metres high.',
  },
  {
    id: 'eddystone',
    title: 'Eddystone',
    tags: ['england'],
    metadata: { year: 1882 },
    text: 'The fourth Eddystone lighthouse was designed by James Douglass and completed in 1882. The stump of the third tower still stands beside it.',
  },
  {
    id: 'bell-rock',
    title: 'Bell Rock',
    tags: ['scotland'],
    metadata: { year: 1810 },
    text: 'Bell Rock was built by Robert Stevenson between 1807 and 1810. It is the oldest surviving sea-washed lighthouse in the world.',
  },
];

export type QueryWorld = Awaited<ReturnType<typeof openQueryWorld>>;

/** Nothing but what a test does itself; walks go to their end, because no answer is cached. */
const QUIET = { SAMPLE_DOCS: 'off', WORKERS: '1', ANSWER_CACHE_MB: '0' };

/** Everything `compose` makes, over a folder of its own, with documents in it. `environment` is as options are written. */
export async function openQueryWorld(documents: readonly BriefDocument[] = LIGHTHOUSES, environment = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-query-'));
  const services = await compose(readSettings({ ...QUIET, DATA_DIR: dataDir, ...environment }));
  const { queries, queryPorts: ports, past, ingests, recentTraces, saved, learned, next } = services.app;
  const world = {
    queries,
    ports,
    past,
    saved,
    learned,
    next,
    recentTraces,
    ingests,
    async add(more: readonly BriefDocument[]): Promise<void> {
      const { ingestId } = await ingests.accept(ASKER.tenant, more.map(toNewDocument));
      const record = await ingests.waitUntilFinished(ASKER.tenant, ingestId, AbortSignal.timeout(60_000));
      if (record.failed > 0) throw new Error(`not indexed: ${JSON.stringify(record.errors)}`);
    },
    ask(text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}): Promise<QueryAnswer> {
      return queries.run(queryRequest(text, change), ASKER, AbortSignal.timeout(60_000));
    },
    async close(): Promise<void> {
      await services.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  if (documents.length > 0) await world.add(documents);
  return world;
}

type Walk = {
  readonly until: StageName;
  readonly change?: Partial<Omit<QueryRequest, 'text'>>;
  readonly ports?: QueryPorts;
};

/** Walks the stages of the request's pattern one by one up to `until`, and gives what that one said of itself. */
export async function walk(
  world: Pick<QueryWorld, 'ports'>,
  text: string,
  { until, change = {}, ports = world.ports }: Walk,
): Promise<{ readonly state: QueryState; readonly result: StageResult }> {
  const request = queryRequest(text, change);
  const scope = { tenant: ASKER.tenant, collection: request.collection };
  let state: QueryState = {
    queryId: 'q_test',
    request,
    principal: ASKER,
    scope,
    pattern: choosePattern(request),
    degraded: [],
  };
  const context = {
    ports,
    signal: AbortSignal.timeout(60_000),
    recorder: new TraceRecorder(ports.clock),
    remainingMs: () => Number.POSITIVE_INFINITY,
  };
  for (const name of state.pattern.stages) {
    const result = await defined(STAGES[name], `the stage ${name}`).run(state, context);
    state = { ...state, ...result.adds };
    if (name === until) return { state, result };
  }
  throw new Error(`the pattern ${state.pattern.name} has no stage ${until}`);
}

function toNewDocument({ id, text, collection = 'default', ...given }: BriefDocument): NewDocument {
  return {
    documentId: id,
    scope: { tenant: ASKER.tenant, collection },
    title: '',
    uri: null,
    tags: [],
    metadata: {},
    contentType: 'text/plain',
    content: text,
    ...given,
  };
}
