import { describe, expect, it } from 'vitest';
import type { HistoryRecord, HistoryStore } from '../../ports/history-store.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { PATTERNS } from './patterns.ts';
import type { QueryAnswer } from './query-answer.ts';
import type { AnsweredQuery } from './query-listener.ts';
import { queryRequest } from './query-request.ts';
import type { QueryState } from './query-state.ts';
import { Remembering, type RememberingOptions, WAITING_MAX } from './remembering.ts';

const PRINCIPAL = { tenant: 'default', tier: 'local', scopes: [], userId: 'of-the-key' };

const answer: QueryAnswer = {
  queryId: 'q_1',
  queryText: 'why?',
  collection: 'default',
  response: 'Because. [1]',
  answered: true,
  confidence: 0.8,
  toolUsed: 'answer',
  toolReason: 'a question',
  patternUsed: 'fast',
  durationMs: 3,
  timestampMs: 1_000,
  cache: { result: 'miss', matchedQuery: null, ageMs: null, reason: 'none' },
  routing: {
    backend: 'hybrid',
    queryType: 'unknown',
    strategy: 'rules',
    execution: 'parallel',
    reason: 'both',
    alternatives: [],
  },
  sources: [],
  citations: [],
  enhancements: [],
  embeddingScales: [],
  degraded: [],
  insights: null,
  followUps: [],
  relatedQueries: [],
  trace: { startedAtMs: 1_000, durationMs: 3, spans: [] },
};

const state = (change: Partial<QueryState> = {}): QueryState => ({
  queryId: 'q_1',
  request: queryRequest('why?'),
  principal: PRINCIPAL,
  scope: { tenant: 'default', collection: 'default' },
  pattern: PATTERNS.fast,
  degraded: [],
  ...change,
});

const candidate = (chunk: number) => ({ chunk, lexical: 1, dense: null, late: null, score: 1 });

/** A history that keeps what it is given, and counts its flushes. */
function keeping(append: HistoryStore['append'] = async () => undefined) {
  const records: HistoryRecord[] = [];
  let flushes = 0;
  const history: HistoryStore = {
    async append(record) {
      await append(record);
      records.push(record);
    },
    list: async () => [],
    get: async () => null,
    scan: async () => ({ summaries: [], next: null }),
    clear: async () => 0,
    async flush() {
      flushes++;
    },
  };
  return { history, records, flushes: () => flushes };
}

const remembers = (options: Partial<RememberingOptions>) =>
  new Remembering({ history: null, listeners: [], scheduler: systemScheduler, onError: () => undefined, ...options });

describe('Remembering', () => {
  it('writes after the answer has left, and settles when all is written', async () => {
    const { history, records, flushes } = keeping();
    const remembering = remembers({ history });
    remembering.afterwards(answer, state());
    await Promise.resolve();
    expect(records).toEqual([]);
    await remembering.settled();
    expect(records).toMatchObject([{ queryId: 'q_1', tenant: 'default', userId: 'of-the-key', sessionId: null }]);
    expect(flushes()).toBe(1);
  });

  it('keeps the user and session that the request names', async () => {
    const { history, records } = keeping();
    const remembering = remembers({ history });
    const request = queryRequest('why?', { userId: 'ada', sessionId: 's1' });
    remembering.afterwards(answer, state({ request }));
    await remembering.settled();
    expect(records).toMatchObject([{ userId: 'ada', sessionId: 's1' }]);
  });

  it('keeps a preview that is never cut inside a character, and 30 candidates', async () => {
    const { history, records } = keeping();
    const remembering = remembers({ history });
    const ranked = Array.from({ length: 150 }, (_, i) => candidate(i));
    remembering.afterwards({ ...answer, response: `${'a'.repeat(199)}🗼 tower` }, state({ ranked }));
    await remembering.settled();
    const [record] = records;
    expect(record?.responsePreview.isWellFormed()).toBe(true);
    expect(record?.responsePreview).toHaveLength(200);
    const debug: { candidates: unknown[] } = JSON.parse(record?.trace ?? '');
    expect(debug.candidates).toHaveLength(30);
  });

  it('loses the row alone when the store fails, and says so', async () => {
    const { history, records } = keeping(() => Promise.reject(new Error('the disk is full')));
    const errors: unknown[] = [];
    const remembering = remembers({ history, onError: (error) => errors.push(error) });
    remembering.afterwards(answer, state());
    await expect(remembering.settled()).resolves.toBeUndefined();
    expect(records).toEqual([]);
    expect(errors).toEqual([new Error('the disk is full')]);
  });

  it('tells the others and keeps the row when a listener throws, and says so', async () => {
    const { history, records } = keeping();
    const [told, errors]: [string[], unknown[]] = [[], []];
    const broken = {
      answered() {
        throw new Error('a listener is broken');
      },
    };
    const other = { answered: ({ queryId }: AnsweredQuery) => void told.push(queryId) };
    const remembering = remembers({ history, listeners: [broken, other], onError: (error) => errors.push(error) });
    remembering.afterwards(answer, state());
    await remembering.settled();
    expect(told).toEqual(['q_1']);
    expect(records).toHaveLength(1);
    expect(errors).toEqual([new Error('a listener is broken')]);
  });

  it('leaves the newest out beyond its limit, and goes on when there is room again', async () => {
    const gate = Promise.withResolvers<void>();
    const { history, records } = keeping(() => gate.promise);
    const remembering = remembers({ history });
    for (let i = 0; i <= WAITING_MAX; i++) remembering.afterwards({ ...answer, queryId: `q_${i}` }, state());
    gate.resolve();
    await remembering.settled();
    expect(records).toHaveLength(WAITING_MAX);
    expect(records.at(-1)?.queryId).toBe(`q_${WAITING_MAX - 1}`);
    remembering.afterwards(answer, state());
    await remembering.settled();
    expect(records).toHaveLength(WAITING_MAX + 1);
  });

  it('tells its listeners of the answer, also when no history is kept', async () => {
    const told: AnsweredQuery[] = [];
    const listeners = [{ answered: (query: AnsweredQuery) => void told.push(query), failed: () => undefined }];
    const remembering = remembers({ listeners });
    remembering.afterwards({ ...answer, degraded: ['graph'] }, state());
    expect(told).toEqual([]);
    await remembering.settled();
    expect(told).toMatchObject([{ queryId: 'q_1', tenant: 'default', backend: 'hybrid', degraded: ['graph'] }]);
  });
});
