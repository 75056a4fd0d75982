import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { HeavyHitters } from './heavy-hitters.ts';

const CAPACITY = 20;

const hittersOf = (texts: readonly string[], capacity = CAPACITY): HeavyHitters => {
  const hitters = new HeavyHitters(capacity);
  for (const text of texts) hitters.add(text, text);
  return hitters;
};

const countsOf = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

/** Ranks after Zipf's law: the text of rank r comes about as often as 1 / r. */
const zipf = (length: number, seed: number): string[] => {
  const random = seededRandom(seed);
  return Array.from({ length }, () => `t${Math.floor(Math.exp(random() * Math.log(2_000)))}`);
};

const expectBounds = (hitters: HeavyHitters, texts: readonly string[]): void => {
  const counts = countsOf(texts);
  const kept = hitters.top(CAPACITY);
  for (const { label, count, error } of kept) {
    const truth = counts.get(label) ?? 0;
    expect(truth).toBeLessThanOrEqual(count);
    expect(truth).toBeGreaterThanOrEqual(count - error);
    expect(error).toBeLessThanOrEqual((2 * texts.length) / CAPACITY);
  }
  const labels = new Set(kept.map(({ label }) => label));
  for (const [text, count] of counts) if (count > (2 * texts.length) / CAPACITY) expect(labels).toContain(text);
};

const texts = fc.array(fc.nat(60).map(String), { maxLength: 300 });

describe('HeavyHitters', () => {
  it('counts exactly while there is room', () => {
    const hitters = hittersOf(['b', 'a', 'b', 'c', 'a', 'b']);
    expect(hitters.top(2)).toEqual([
      { label: 'b', count: 3, error: 0 },
      { label: 'a', count: 2, error: 0 },
    ]);
    expect(hitters.size).toBe(3);
  });

  it('keeps the frequent ones of a long stream, within its bounds', () => {
    const stream = zipf(50_000, 5);
    const hitters = hittersOf(stream);
    expect(hitters.size).toBe(CAPACITY);
    expectBounds(hitters, stream);
    const [first] = [...countsOf(stream)].toSorted((a, b) => b[1] - a[1]);
    expect(hitters.top(1)[0]?.label).toBe(first?.[0]);
  });

  it('keeps its bounds over merges in any grouping', () => {
    fc.assert(
      fc.property(texts, texts, texts, (a, b, c) => {
        const left = hittersOf(a);
        left.merge(hittersOf(b));
        left.merge(hittersOf(c));
        expectBounds(left, [...a, ...b, ...c]);
        const right = hittersOf(b);
        right.merge(hittersOf(c));
        const whole = hittersOf(a);
        whole.merge(right);
        expectBounds(whole, [...a, ...b, ...c]);
      }),
    );
  });

  it('merges the same in either order', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const ab = hittersOf(a);
        ab.merge(hittersOf(b));
        const ba = hittersOf(b);
        ba.merge(hittersOf(a));
        expect(ab.toStored()).toEqual(ba.toStored());
      }),
    );
  });

  it('merges exactly while there is room for all', () => {
    fc.assert(
      fc.property(texts, texts, texts, (a, b, c) => {
        const merged = hittersOf(a, 100);
        merged.merge(hittersOf(b, 100));
        merged.merge(hittersOf(c, 100));
        expect(merged.toStored()).toEqual(hittersOf([...a, ...b, ...c], 100).toStored());
      }),
    );
  });

  it('shows the smallest label of a key, whatever the order', () => {
    const hitters = new HeavyHitters(CAPACITY);
    hitters.add('what is it', 'what is it');
    hitters.add('what is it', 'What is it?');
    const other = new HeavyHitters(CAPACITY);
    other.add('what is it', 'WHAT is it?');
    hitters.merge(other);
    expect(hitters.top(1)).toEqual([{ label: 'WHAT is it?', count: 3, error: 0 }]);
  });

  it('is the same after a trip through its stored form', () => {
    const stored = hittersOf(zipf(500, 6)).toStored();
    expect(HeavyHitters.from(JSON.parse(JSON.stringify(stored)), CAPACITY).toStored()).toEqual(stored);
  });

  it('is bounded in memory', () => {
    expect(hittersOf(zipf(50_000, 7)).bytes()).toBeLessThan(4_000);
  });
});
