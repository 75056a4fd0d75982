import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordinalOfPosting, packPosting } from './posting.ts';
import { END, PostingCursor } from './posting-cursor.ts';
import { PostingLists } from './posting-lists.ts';

function ordinalsOf(lists: PostingLists, term: number): number[] {
  const ordinals: number[] = [];
  for (const cursor = new PostingCursor(lists, term); cursor.ordinal < END; cursor.next())
    ordinals.push(cursor.ordinal);
  return ordinals;
}

describe('PostingLists', () => {
  it('packs ordinals so that postings sort by them, and saturates frequencies', () => {
    const postings = [packPosting(3_000_000, 0, 1), packPosting(1, 100, 1000), packPosting(0, 7, 127)];
    expect(postings.toSorted((a, b) => a - b).map(ordinalOfPosting)).toEqual([0, 1, 3_000_000]);
    expect(packPosting(1, 100, 1000)).toBe(packPosting(1, 7, 127));
  });

  it('holds what a set holds, whatever the order of inserts and deletes', () => {
    const step = fc.record({ isInsert: fc.nat(2), term: fc.nat(1), ordinal: fc.nat(700), run: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const lists = new PostingLists();
        const models = [new Set<number>(), new Set<number>()];
        for (const { isInsert, term, ordinal, run } of steps) {
          const model = models[term] ?? new Set();
          for (let i = ordinal; i < ordinal + run; i++) {
            if (isInsert > 0 && !model.has(i)) {
              lists.insert(term, packPosting(i, 0, 1));
              model.add(i);
            } else if (isInsert === 0 && model.has(i)) {
              lists.delete(term, i);
              model.delete(i);
            }
          }
          expect(lists.count(term)).toBe(model.size);
        }
        for (const [term, model] of models.entries()) {
          expect(ordinalsOf(lists, term)).toEqual([...model].sort((a, b) => a - b));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('uses the room of deleted postings again', () => {
    const lists = new PostingLists();
    const fill = (): void => {
      for (let i = 0; i < 5000; i++) lists.insert(i % 3, packPosting(i, 0, 1));
    };
    fill();
    const bytes = lists.pool.bytes();
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 5000; i++) lists.delete(((i * 7) % 5000) % 3, (i * 7) % 5000);
      fill();
    }
    expect(lists.pool.bytes()).toBeLessThan(bytes * 1.5);
  });

  it('goes on after every posting of a block between full ones has left', () => {
    const lists = new PostingLists();
    for (let i = 0; i < 384; i++) lists.insert(0, packPosting(i, 0, 1));
    for (let i = 128; i < 256; i++) lists.delete(0, i);
    lists.insert(0, packPosting(200, 0, 1));
    lists.delete(0, 100);
    const expected = Array.from({ length: 384 }, (_, i) => i).filter(
      (i) => i !== 100 && (i < 128 || i >= 256 || i === 200),
    );
    expect(ordinalsOf(lists, 0)).toEqual(expected);
  });

  it('keeps a bound on the frequencies of a term, which goes with its last posting', () => {
    const lists = new PostingLists();
    lists.insert(0, packPosting(1, 0, 9));
    lists.insert(0, packPosting(2, 2, 3));
    expect(lists.frequencyBound(0)).toBe(9);
    lists.delete(0, 1);
    lists.delete(0, 2);
    expect(lists.frequencyBound(0)).toBe(0);
  });

  it('refuses to delete what is not there', () => {
    const lists = new PostingLists();
    for (const ordinal of [1, 5, 9]) lists.insert(0, packPosting(ordinal, 0, 1));
    expect(() => lists.delete(0, 4)).toThrow(/assertion/);
  });
});

describe('PostingCursor', () => {
  it('seeks forward to the ordinal or the next after it, and never back', () => {
    const ordinals = fc.uniqueArray(fc.nat(3000), { maxLength: 900, size: 'max' });
    fc.assert(
      fc.property(ordinals, fc.array(fc.nat(3100), { maxLength: 30 }), (members, targets) => {
        const lists = new PostingLists();
        for (const ordinal of members) lists.insert(0, packPosting(ordinal, 0, 1));
        const sorted = members.toSorted((a, b) => a - b);
        const cursor = new PostingCursor(lists, 0);
        let reached = 0;
        for (const target of targets) {
          reached = Math.max(reached, target);
          cursor.seek(target);
          expect(cursor.ordinal).toBe(sorted.find((ordinal) => ordinal >= reached) ?? END);
          reached = Math.max(reached, cursor.ordinal);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stands at the end of a term that has no posting', () => {
    expect(new PostingCursor(new PostingLists(), 5).ordinal).toBe(END);
  });
});
