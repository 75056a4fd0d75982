import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { SortedList } from './sorted-list.ts';
import { TopList } from './top-list.ts';

type Item = { readonly text: string; score?: number };

function from(list: SortedList<Item>, prefix: string, limit = Number.POSITIVE_INFINITY): string[] {
  const found: string[] = [];
  list.forEachFrom(prefix, ({ text }) => found.push(text) < limit);
  return found;
}

describe('SortedList', () => {
  it('agrees with a sorted array through insertions and removals', () => {
    const random = seededRandom(11);
    const list = new SortedList<Item>({ textOf: ({ text }) => text, scoreOf: ({ score = 1 }) => score });
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
    const list = new SortedList<Item>({ textOf: ({ text }) => text, scoreOf: ({ score = 1 }) => score });
    const equal = Array.from({ length: 2_000 }, () => ({ text: 'same' }));
    for (const item of equal) list.insert(item);
    expect(from(list, 'sam')).toHaveLength(2_000);
    for (const item of equal) expect(list.remove(item)).toBe(true);
    expect(from(list, '')).toEqual([]);
  });

  it('stops when told, and says when an item is not here', () => {
    const list = new SortedList<Item>({ textOf: ({ text }) => text, scoreOf: ({ score = 1 }) => score });
    const one = { text: 'one' };
    expect(list.remove(one)).toBe(false);
    list.insert(one);
    list.insert({ text: 'two' });
    expect(list.remove({ text: 'one' })).toBe(false);
    expect(from(list, '', 1)).toEqual(['one']);
    expect(list.remove(one)).toBe(true);
    expect(from(list, '')).toEqual(['two']);
  });

  it('offers the best of a prefix as a sort would, through every kind of change', () => {
    const random = seededRandom(13);
    const list = new SortedList<Item>({ textOf: ({ text }) => text, scoreOf: ({ score = 0 }) => score });
    const items: Required<Item>[] = [];
    const hidden = new Set<Item>();
    for (let step = 0; step < 8_000; step++) {
      const item = items[Math.floor(random() * items.length)];
      const draw = random();
      if (item === undefined || draw < 0.5) {
        const made = { text: Math.floor(random() ** 2 * 2_000).toString(3), score: random() < 0.2 ? 0 : random() };
        items.push(made);
        list.insert(made);
      } else if (draw < 0.6) {
        items.splice(items.indexOf(item), 1);
        list.remove(item);
      } else if (draw < 0.65) hidden.add(item);
      else {
        const before = item.score;
        item.score = draw < 0.7 ? 0 : draw < 0.8 ? before * random() : before + random();
        list.changed(item, item.score >= before);
      }
      if (step % 101 > 0) continue;
      for (const prefix of ['', '1', '12', '0', '2101']) {
        const top = new TopList<Item>(10);
        list.offerBest(prefix, (one) => !hidden.has(one), top);
        const wanted = items.filter((one) => one.text.startsWith(prefix) && one.score > 0 && !hidden.has(one));
        const scores = wanted.map(({ score }) => score).sort((a, b) => b - a);
        expect(top.items().map(({ score }) => score)).toEqual(scores.slice(0, 10));
      }
    }
  });
});
