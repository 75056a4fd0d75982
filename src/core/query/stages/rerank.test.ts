import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import type { LateIndex } from '../../../ports/late-index.ts';
import { PATTERNS } from '../patterns.ts';

const DEPTH = PATTERNS.fast.settings.rerankDepth;
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld(
    Array.from({ length: DEPTH + 8 }, (_, i) => ({
      id: `d${i}`,
      text: `Lamp number ${i} burned oil. ${'It shone over the harbour. '.repeat(i)}`,
    })),
  );
});

afterAll(() => world.close());

async function reranked(text: string, lateOf: (i: number) => number) {
  const asked: number[][] = [];
  const late: LateIndex = Object.assign(Object.create(world.ports.late), {
    async scores(_scope: unknown, _query: unknown, chunks: readonly number[]) {
      asked.push([...chunks]);
      return Float32Array.from(chunks, (_chunk, i) => lateOf(i));
    },
    pieceFrequency: () => 1,
  });
  const ports = { ...world.ports, late };
  const before = (await walk(world, text, { until: 'fuse', ports })).state.ranked ?? [];
  const { state, result } = await walk(world, text, { until: 'rerank', ports });
  return { before, after: state.ranked ?? [], detail: result.detail, asked };
}

const chunksOf = (list: readonly { chunk: number }[]) => list.map(({ chunk }) => chunk);

describe('rerank', () => {
  it('scores the head alone, and leaves nobody out', async () => {
    const { before, after, asked, detail } = await reranked('Which lamp burned oil?', () => 0.5);
    expect(asked).toEqual([chunksOf(before.slice(0, DEPTH))]);
    expect(detail).toMatchObject({ candidates: DEPTH, first_changed: false });
    expect(chunksOf(after).toSorted()).toEqual(chunksOf(before).toSorted());
    expect(before.length).toBeGreaterThan(DEPTH);
  });

  it('moves up what late interaction prefers, and the tail stays below the head in its order', async () => {
    const { before, after } = await reranked('Which lamp burned oil?', (i) => (i === 1 ? 1 : 0));
    expect(after[0]).toMatchObject({ chunk: before[1]?.chunk, late: 1 });
    expect(after[0]?.score).toBeCloseTo(1, 6);
    expect(chunksOf(after.slice(DEPTH))).toEqual(chunksOf(before.slice(DEPTH)));
    const scores = after.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(after.slice(DEPTH).every(({ late }) => late === null)).toBe(true);
  });

  it('takes the opposite of every piece for nothing rather than below it', async () => {
    const { after } = await reranked('Which lamp burned oil?', () => -1);
    expect(after.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
  });

  it('has nothing to do for keywords, where late interaction has no share', async () => {
    const { before, after, asked, detail } = await reranked('lamp oil', () => 1);
    expect(detail).toMatchObject({ candidates: 0, weight: 0, reason: 'nothing to re-order' });
    expect(asked).toEqual([]);
    expect(after).toEqual(before);
  });

  it('has nothing to do for a single candidate', async () => {
    const change = { filter: { op: 'eq', field: 'id', value: 'd1' } } as const;
    const { result } = await walk(world, 'Which lamp burned oil?', { until: 'rerank', change });
    expect(result.detail).toMatchObject({ candidates: 0 });
  });
});
