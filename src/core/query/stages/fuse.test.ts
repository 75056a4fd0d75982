import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASKER } from '../../../../test/support/query-world.ts';
import { manualClock } from '../../../shared/clock.ts';
import { PATTERNS } from '../patterns.ts';
import { queryRequest } from '../query-request.ts';
import type { Candidate, QueryState } from '../query-state.ts';
import { TraceRecorder } from '../trace.ts';
import { byScore, fuse } from './fuse.ts';

const candidate = (chunk: number, lexical: number | null, dense: number | null): Candidate => ({
  chunk,
  lexical,
  dense,
  late: null,
  score: 0,
});

/** The stage reads the query alone: of the context it needs nothing. */
async function fused(retrieved: readonly Candidate[]): Promise<readonly Candidate[]> {
  const state: QueryState = {
    queryId: 'q',
    request: queryRequest('x'),
    principal: ASKER,
    scope: { tenant: 'default', collection: 'default' },
    pattern: PATTERNS.fast,
    degraded: [],
    retrieved,
  };
  const unused = new Proxy(Object.create(null), {
    get(_target, name) {
      throw new Error(`fuse asked for the port ${String(name)}`);
    },
  });
  const { adds, detail } = await fuse.run(state, {
    ports: unused,
    signal: AbortSignal.timeout(1_000),
    recorder: new TraceRecorder(manualClock()),
    remainingMs: () => Number.POSITIVE_INFINITY,
  });
  expect(detail).toEqual({ candidates: retrieved.length, lexical_weight: PATTERNS.fast.settings.lexicalWeight });
  return adds.ranked ?? [];
}

describe('fuse', () => {
  it('puts the one first that is best in both channels, with score 1', async () => {
    const ranked = await fused([candidate(1, 2, 0.1), candidate(2, 8, 0.9), candidate(3, 0, 0.3)]);
    expect(ranked[0]).toMatchObject({ chunk: 2, lexical: 8, dense: 0.9 });
    expect(ranked[0]?.score).toBeCloseTo(1, 6);
    expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  it('ranks by the channel that ran when the other did not', async () => {
    expect((await fused([candidate(1, 2, null), candidate(2, 8, null)])).map(({ chunk }) => chunk)).toEqual([2, 1]);
    expect((await fused([candidate(1, null, 0.8), candidate(2, null, 0.2)])).map(({ chunk }) => chunk)).toEqual([1, 2]);
  });

  it('has nothing of nothing', async () => {
    expect(await fused([])).toEqual([]);
  });

  it('gives one order whatever order the candidates come in, and loses none', async () => {
    const score = fc.float({ min: 0, max: 30, noNaN: true });
    const scores = fc.uniqueArray(fc.tuple(fc.nat(1_000), score, fc.float({ min: -1, max: 1, noNaN: true })), {
      selector: ([chunk]) => chunk,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(scores, async (list) => {
        const candidates = list.map(([chunk, lexical, dense]) => candidate(chunk, lexical, dense));
        const chunks = (await fused(candidates)).map(({ chunk }) => chunk);
        expect(chunks.toSorted()).toEqual(candidates.map(({ chunk }) => chunk).toSorted());
        expect((await fused(candidates.toReversed())).map(({ chunk }) => chunk)).toEqual(chunks);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});

describe('byScore', () => {
  it('breaks ties by chunk key', () => {
    const list = [candidate(9, 0, 0), candidate(2, 0, 0), { ...candidate(5, 0, 0), score: 0.5 }];
    expect(list.toSorted(byScore).map(({ chunk }) => chunk)).toEqual([5, 2, 9]);
  });
});
