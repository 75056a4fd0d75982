import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { PrefixTree } from './prefix-tree.ts';

function setUp() {
  const keys: string[] = [];
  const weights: number[] = [];
  const tree = new PrefixTree({
    weightOf: (item) => weights[item] ?? 0,
    keyOf: (item) => keys[item] ?? '',
    hasPrefix: (item, prefix) =>
      Buffer.from(keys[item] ?? '')
        .subarray(0, prefix.length)
        .equals(prefix),
  });
  const weigh = (item: number, weight: number): void => {
    for (let w = (weights[item] ?? 0) + 1; w <= weight; w++) {
      weights[item] = w;
      if (PrefixTree.isStep(w)) tree.raise(keys[item] ?? '', w);
    }
    weights[item] = weight;
  };
  const add = (key: string, weight: number): number => {
    const item = keys.push(key) - 1;
    tree.add(item, key);
    weigh(item, weight);
    return item;
  };
  const plain = (prefix: string, limit: number, gone: ReadonlySet<number> = new Set()) =>
    [...keys.keys()]
      .filter((item) => !gone.has(item) && (weights[item] ?? 0) > 0 && keys[item]?.startsWith(prefix))
      .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1))
      .slice(0, limit);
  return { tree, keys, add, weigh, plain };
}

describe('PrefixTree', () => {
  it('gives the heaviest, ties by key, as looking at all would', () => {
    const random = seededRandom(5);
    const { tree, add, plain } = setUp();
    const letter = () => 'abc '.charAt(Math.floor(random() * 4));
    const seen = new Set<string>();
    for (let i = 0; i < 3_000; i++) {
      const key = Array.from({ length: 1 + Math.floor(random() * 9) }, letter).join('');
      if (!seen.has(key)) add(key, Math.floor(random() ** 3 * 40));
      seen.add(key);
    }
    for (const prefix of ['', 'a', 'ab', 'abc', 'abca', 'b a', 'cccccc', 'x']) {
      for (const limit of [0, 1, 7, 200]) expect(tree.heaviest(prefix, limit)).toEqual(plain(prefix, limit));
    }
  });

  it('stays right while weights rise and fall and items go', () => {
    const random = seededRandom(9);
    const { tree, keys, add, weigh, plain } = setUp();
    for (let i = 0; i < 800; i++) add(`k${(i * 7_919) % 1_000} ${i}`, 1);
    const gone = new Set<number>();
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 20; i++) weigh(Math.floor(random() * 800), Math.floor(random() * 30));
      const leaving = round * 3;
      tree.delete(leaving, keys[leaving] ?? '');
      gone.add(leaving);
      for (const prefix of ['', 'k1', 'k12']) expect(tree.heaviest(prefix, 5)).toEqual(plain(prefix, 5, gone));
    }
  });

  it('holds many that begin alike, and gives its places back', () => {
    const { tree, keys, add } = setUp();
    const empty = tree.bytes();
    for (let i = 0; i < 2_000; i++) add(`section ${i}`, 1);
    expect(tree.heaviest('section 19', 2).map((item) => keys[item])).toEqual(['section 19', 'section 190']);
    for (let i = 0; i < 2_000; i++) tree.delete(i, keys[i] ?? '');
    expect(tree.bytes()).toBe(empty);
  });
});
