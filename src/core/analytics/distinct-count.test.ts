import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DistinctCount, EXACT_MAX, memberHash } from './distinct-count.ts';

/** Members numbered from `first`; hashes are drawn once, since a test wants many of them. */
const HASHES = Array.from({ length: 60_000 }, (_, i) => memberHash(`user ${i}`));

const countOf = (first: number, length: number): DistinctCount => {
  const count = new DistinctCount();
  for (const hash of HASHES.slice(first, first + length)) count.add(hash);
  return count;
};

const merged = (...counts: readonly DistinctCount[]): DistinctCount => {
  const whole = new DistinctCount();
  for (const count of counts) whole.merge(count);
  return whole;
};

describe('DistinctCount', () => {
  it.each([0, 1, 2, EXACT_MAX - 1, EXACT_MAX])('counts %i members exactly, repeated ones once', (members) => {
    const count = countOf(0, members);
    count.merge(countOf(0, members));
    expect(count.value).toBe(members);
  });

  it.each([EXACT_MAX + 1, 1_000, 3_000, 10_000, 60_000])('is within 5 %% of %i members', (members) => {
    const { value } = countOf(0, members);
    // Three standard errors.
    expect(Math.abs(value - members) / members).toBeLessThan(0.05);
  });

  it('merges to what one count of everything holds, in any order and grouping', () => {
    const part = fc.tuple(fc.nat(2_000), fc.nat(800));
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const [ca, cb, cc] = [countOf(...a), countOf(...b), countOf(...c)];
        const whole = new DistinctCount();
        for (const [first, length] of [a, b, c]) {
          for (const hash of HASHES.slice(first, first + length)) whole.add(hash);
        }
        expect(merged(ca, cb, cc).toStored()).toEqual(whole.toStored());
        expect(merged(cc, merged(cb, ca)).toStored()).toEqual(whole.toStored());
        expect(merged(merged(ca, cb), cc).value).toBe(whole.value);
      }),
      { numRuns: 30 },
    );
  });

  it.each([3, 5_000])('is the same after a trip through its stored form: %i members', (members) => {
    const stored = countOf(0, members).toStored();
    const back = DistinctCount.from(JSON.parse(JSON.stringify(stored)));
    expect(back.toStored()).toEqual(stored);
    expect(back.value).toBe(countOf(0, members).value);
  });

  it('stays within a few KiB whatever it counts', () => {
    expect(countOf(0, EXACT_MAX).bytes()).toBeLessThan(24_000);
    expect(countOf(0, 60_000).bytes()).toBeLessThan(5_000);
  });

  it('hashes to whole numbers of 52 bits that do not hold the member', () => {
    const hash = memberHash('ada');
    expect(Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 52).toBe(true);
    expect(memberHash('ada')).toBe(hash);
    expect(new Set(HASHES).size).toBe(HASHES.length);
  });

  it('takes a hash whose rest is zero', () => {
    const count = new DistinctCount();
    for (let i = 0; i <= EXACT_MAX; i++) count.add(i * 2 ** 40);
    expect(count.value).toBeGreaterThan(0);
  });
});
