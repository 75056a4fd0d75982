import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopHits } from './top-hits.ts';

describe('TopHits', () => {
  it('keeps what sorting everything would keep', () => {
    const scores = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), fc.nat(1000), (list, limit, rotation) => {
        const hits = list.map((score, i) => ({ chunk: ((i + rotation) % (list.length + 1)) + 1, score }));
        const top = new TopHits(limit);
        for (const { chunk, score } of hits) top.offer(chunk, score);
        expect(top.toHits()).toEqual(hits.toSorted((a, b) => b.score - a.score || a.chunk - b.chunk).slice(0, limit));
      }),
    );
  });

  it('has a threshold only once it is full', () => {
    const top = new TopHits(2);
    top.offer(1, 5);
    expect(top.threshold).toBe(Number.NEGATIVE_INFINITY);
    top.offer(2, 3);
    expect(top.threshold).toBe(3);
    top.offer(3, 4);
    expect(top.threshold).toBe(4);
  });
});
