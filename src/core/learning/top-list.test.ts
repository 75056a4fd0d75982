import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { TopList } from './top-list.ts';

describe('TopList', () => {
  it('keeps what a sort would put first', () => {
    const random = seededRandom(3);
    const scores = Array.from({ length: 500 }, () => Math.floor(random() * 200));
    const top = new TopList<number>(20);
    for (const [i, score] of scores.entries()) top.offer(i, score);
    const sorted = scores.map((score, i) => ({ score, i })).sort((a, b) => b.score - a.score || a.i - b.i);
    expect(top.items()).toEqual(sorted.slice(0, 20).map(({ i }) => i));
    expect(top.isFull).toBe(true);
    expect(top.wants(-1)).toBe(false);
  });

  it('takes nothing twice, and nothing at all without room', () => {
    const top = new TopList<string>(2);
    top.offer('a', 1);
    top.offer('a', 2);
    expect(top.items()).toEqual(['a']);
    const none = new TopList<string>(0);
    none.offer('a', 1);
    expect(none.items()).toEqual([]);
  });
});
