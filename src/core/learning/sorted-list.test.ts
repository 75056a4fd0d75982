import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { SortedList } from './sorted-list.ts';

type Item = { readonly text: string };

function from(list: SortedList<Item>, prefix: string, limit = Number.POSITIVE_INFINITY): string[] {
  const found: string[] = [];
  list.forEachFrom(prefix, ({ text }) => found.push(text) < limit);
  return found;
}

describe('SortedList', () => {
  it('agrees with a sorted array through insertions and removals', () => {
    const random = seededRandom(11);
    const list = new SortedList<Item>(({ text }) => text);
    let model: Item[] = [];
    for (let step = 0; step < 6_000; step++) {
      const victim = model[Math.floor(random() * model.length)];
      if (victim !== undefined && random() < 0.3) {
        expect(list.remove(victim)).toBe(true);
        model = model.filter((item) => item !== victim);
      } else {
        const item = { text: Math.floor(random() * 3_000).toString(7) };
        list.insert(item);
        model.push(item);
      }
    }
    for (const prefix of ['', '1', '12', '123', '6666', '9'])
      expect(from(list, prefix)).toEqual(
        model
          .map(({ text }) => text)
          .filter((text) => text.startsWith(prefix))
          .sort(),
      );
  });

  it('finds every one of many equal texts', () => {
    const list = new SortedList<Item>(({ text }) => text);
    const equal = Array.from({ length: 2_000 }, () => ({ text: 'same' }));
    for (const item of equal) list.insert(item);
    expect(from(list, 'sam')).toHaveLength(2_000);
    for (const item of equal) expect(list.remove(item)).toBe(true);
    expect(from(list, '')).toEqual([]);
  });

  it('stops when told, and says when an item is not here', () => {
    const list = new SortedList<Item>(({ text }) => text);
    const one = { text: 'one' };
    expect(list.remove(one)).toBe(false);
    list.insert(one);
    list.insert({ text: 'two' });
    expect(list.remove({ text: 'one' })).toBe(false);
    expect(from(list, '', 1)).toEqual(['one']);
    expect(list.remove(one)).toBe(true);
    expect(from(list, '')).toEqual(['two']);
  });
});
