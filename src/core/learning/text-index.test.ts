import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { foldPrefix, foldText } from './fold-text.ts';
import { TextIndex } from './text-index.ts';
import { TopList } from './top-list.ts';

type Item = { readonly text: string; readonly folded: string; readonly score: number };

let index: TextIndex<Item>;

beforeEach(() => {
  index = new TextIndex<Item>(({ score }) => score);
});

function add(text: string, score = 1): Item {
  const item = { text, folded: foldText(text), score };
  index.add(item);
  return item;
}

function find(
  how: 'beginning' | 'inside',
  prefix: string,
  { limit = 10, mayShow = (_item: Item): boolean => true } = {},
): string[] {
  const top = new TopList<Item>(limit);
  index[how](foldPrefix(prefix), mayShow, top);
  return top.items().map(({ text }) => text);
}

describe('TextIndex', () => {
  it('finds by the beginning, best first, whatever the case and the marks', () => {
    add('Reset my password', 1);
    add('réset the router', 3);
    add('How do I reset?', 9);
    expect(find('beginning', 'RESE')).toEqual(['réset the router', 'Reset my password']);
    expect(find('beginning', 'reset my')).toEqual(['Reset my password']);
    expect(find('beginning', 'reset  ')).toHaveLength(2);
    expect(find('beginning', 'resett')).toEqual([]);
  });

  it('finds inside by the beginning of a word, not in the middle of one', () => {
    add('How do I reset my password?');
    add('Which presets are there?');
    expect(find('inside', 'reset')).toEqual(['How do I reset my password?']);
    expect(find('inside', 'i reset m')).toEqual(['How do I reset my password?']);
    expect(find('inside', 'password ')).toEqual(['How do I reset my password?']);
    expect(find('inside', 'how')).toEqual([]);
    expect(find('inside', ' ')).toEqual([]);
    expect(find('inside', 'reset your')).toEqual([]);
  });

  it('asks before it shows, and forgets what was removed', () => {
    const secret = add('a hidden thing');
    add('a plain thing');
    const mayShow = (item: Item) => item !== secret;
    expect(find('inside', 'thing', { mayShow })).toEqual(['a plain thing']);
    expect(find('beginning', 'a', { mayShow })).toEqual(['a plain thing']);
    index.remove(secret);
    expect(find('inside', 'hid')).toEqual([]);
    expect(find('beginning', '')).toEqual(['a plain thing']);
  });

  it('agrees with a look through all texts, also after removals', () => {
    const random = seededRandom(5);
    const word = () => Math.floor(random() ** 2 * 60).toString(4);
    const items = Array.from({ length: 1_500 }, () =>
      add(Array.from({ length: 1 + Math.floor(random() * 5) }, word).join(' '), 0.1 + random()),
    );
    const gone = new Set(items.filter(() => random() < 0.3));
    for (const item of gone) index.remove(item);
    const kept = items.filter((item) => !gone.has(item)).sort((a, b) => b.score - a.score);
    for (const prefix of ['1', '12', '3 ', '2 1', '1 3 2', '0 ', '33 1']) {
      const inner = kept.filter(({ folded }) => ` ${folded} `.indexOf(` ${prefix}`, 1) > 0);
      expect(find('inside', prefix, { limit: 12 })).toEqual(inner.slice(0, 12).map(({ text }) => text));
      const first = kept.filter(({ folded }) => folded.startsWith(prefix));
      expect(find('beginning', prefix, { limit: 12 })).toEqual(first.slice(0, 12).map(({ text }) => text));
    }
  });
});
