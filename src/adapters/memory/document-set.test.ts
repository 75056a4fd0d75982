import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitset } from '../../shared/bitset.ts';
import { DocumentSet } from './document-set.ts';
import { forEachMember } from './for-each-member.ts';

function membersOf(set: DocumentSet): number[] {
  const bits = new Bitset();
  set.collect(bits);
  const members: number[] = [];
  forEachMember(bits, (member) => members.push(member));
  return members;
}

describe('DocumentSet', () => {
  it('holds what a Set holds, as a list and as bits', () => {
    const step = fc.record({ add: fc.boolean(), member: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
        const set = new DocumentSet();
        const model = new Set<number>();
        for (const { add, member } of steps) {
          if (add) set.add(member);
          else set.delete(member);
          if (add) model.add(member);
          else model.delete(member);
          expect(set.size).toBe(model.size);
        }
        expect(membersOf(set)).toEqual([...model].sort((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  it('turns into bits when that is smaller, and stays a list while members are far between', () => {
    const dense = new DocumentSet();
    const sparse = new DocumentSet();
    for (let i = 0; i < 1000; i++) {
      dense.add(i);
      sparse.add(i * 1000);
    }
    expect(dense.bytes()).toBeLessThan(300);
    expect(sparse.bytes()).toBe(8000);
    expect(membersOf(dense)).toHaveLength(1000);
    expect(membersOf(sparse)).toHaveLength(1000);
  });
});
