import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PiecePages } from './piece-pages.ts';

const run = (start: number, length: number) => Uint16Array.from({ length }, (_, i) => (start + i) & 0xffff);

describe('PiecePages', () => {
  it('gives back what was put at an ordinal, also far beyond 65,536', () => {
    const pages = new PiecePages();
    pages.set(3, run(1, 5));
    pages.set(200_001, run(9, 2));
    pages.set(4, run(0, 0));
    expect(pages.get(3)).toEqual(run(1, 5));
    expect(pages.get(200_001)).toEqual(run(9, 2));
    expect(pages.get(4)).toEqual(run(0, 0));
    expect(pages.get(5)).toBeUndefined();
  });

  it('holds the longest run there can be', () => {
    const pages = new PiecePages();
    pages.set(0, run(0, 65_535));
    pages.set(1, run(7, 65_535));
    pages.set(2, run(9, 65_535));
    expect([0, 1, 2].map((ordinal) => pages.get(ordinal)?.[0])).toEqual([0, 7, 9]);
  });

  it('reclaims what deletions leave behind while others stay', () => {
    const pages = new PiecePages();
    for (let i = 0; i < 20_000; i++) pages.set(i, run(i, 100));
    const full = pages.bytes();
    for (let i = 0; i < 20_000; i++) if (i % 10 !== 0) pages.delete(i);
    expect(pages.bytes()).toBeLessThan(full / 3);
    for (let i = 0; i < 20_000; i += 10) expect(pages.get(i)).toEqual(run(i, 100));
    expect(pages.get(11)).toBeUndefined();
  });

  it('agrees with a map after any sequence of changes over several pages', () => {
    const change = fc.record({
      ordinal: fc.nat(40),
      length: fc.nat(30_000),
      start: fc.nat(60_000),
      keep: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
        const pages = new PiecePages();
        const truth = new Map<number, Uint16Array>();
        for (const { ordinal, length, start, keep } of changes) {
          if (keep) {
            pages.set(ordinal, run(start, length));
            truth.set(ordinal, run(start, length));
          } else {
            pages.delete(ordinal);
            truth.delete(ordinal);
          }
        }
        for (let ordinal = 0; ordinal <= 40; ordinal++) {
          const [held, known] = [pages.get(ordinal), truth.get(ordinal)];
          expect(held === undefined ? held : Buffer.from(held)).toEqual(
            known === undefined ? known : Buffer.from(known),
          );
        }
        const used = [...truth.values()].reduce((sum, ids) => sum + ids.byteLength, 0);
        // The open page and one being filled may hold garbage; others are at least half in use.
        expect(pages.bytes()).toBeLessThanOrEqual(used * 2 + 4 * 2 ** 18 + 1_000);
      }),
      { numRuns: 40, seed: 6 },
    );
  });
});
