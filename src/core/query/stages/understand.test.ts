import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import { defined } from '../../../shared/assert.ts';
import { inverseFrequency } from './understand.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

async function understood(text: string, collection = 'default') {
  const { state, result } = await walk(world, text, { until: 'understand', change: { collection } });
  return { understanding: defined(state.understanding, 'understand adds it'), detail: result.detail };
}

describe('understand', () => {
  it('has terms, phrases, a unit vector and weighted pieces', async () => {
    const { understanding, detail } = await understood('Who designed the "fourth Eddystone" lighthouse?');
    expect(understanding.lexical.terms.map(({ term }) => term)).toEqual([
      'who',
      'design',
      'fourth',
      'eddyston',
      'lighthous',
    ]);
    expect(understanding.lexical.phrases).toEqual([['fourth', 'eddyston']]);
    expect(Math.hypot(...understanding.vector)).toBeCloseTo(1, 3);
    expect(understanding.late.pieces.length).toBe(understanding.late.weights.length);
    expect(new Set(understanding.late.pieces).size).toBe(understanding.late.pieces.length);
    expect(understanding.lateShare).toBe(1);
    expect(detail).toMatchObject({ phrases: 1, chunks: 3, pieces: understanding.late.pieces.length });
  });

  it('weighs what the scope has seldom above what it has often', async () => {
    const { idf, chunkCount } = (await understood('lighthouse granite')).understanding;
    expect(chunkCount).toBe(3);
    expect(idf('granit')).toBeGreaterThan(idf('lighthous'));
    expect(idf('never')).toBeGreaterThan(idf('granit'));
  });

  it('knows nothing of a collection that holds nothing, and does not fail', async () => {
    const { understanding } = await understood('lighthouse', 'empty');
    expect(understanding.chunkCount).toBe(0);
    expect(Number.isFinite(understanding.idf('lighthous'))).toBe(true);
  });

  it('gives keywords less of the late interaction than a question', async () => {
    expect((await understood('granite tower lighthouse')).understanding.lateShare).toBe(0);
  });

  it('has no direction, no terms and no pieces for what is no word', async () => {
    const { understanding } = await understood('…');
    expect(understanding.lexical.terms).toEqual([]);
    expect(understanding.vector.every(Number.isFinite)).toBe(true);
  });
});

describe('inverseFrequency', () => {
  it('falls with the frequency and is never negative, also beyond the count', () => {
    const values = [0, 1, 50, 100, 120].map((frequency) => inverseFrequency(frequency, 100));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.every((value) => value > 0)).toBe(true);
    expect(inverseFrequency(1, 3)).toBeCloseTo(Math.log(1 + 2.5 / 1.5), 10);
  });
});
