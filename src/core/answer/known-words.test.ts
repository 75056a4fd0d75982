import { expect, test } from 'vitest';
import { canBeSoft, contentWord, knownWord, sameStem } from './known-words.ts';

const known = (word: string) => knownWord(word, 0, word.length);

test('a word is remembered by its stretch of text, each way of writing it by itself', () => {
  expect(knownWord('The running dog', 4, 11)).toBe(known('running'));
  expect(known('Running')).not.toBe(known('running'));
  expect(known('Running').word).toBe('running');
  expect(known('running').terms).toMatchObject([{ word: 'running', stem: 'run', soft: true }]);
});

test('the only content term stands by itself too; stop and function words have none', () => {
  expect(known('harbour').only).toBe(known('harbour').content[0]);
  expect(known('the')).toMatchObject({ terms: [], content: [], only: null });
  expect(known('which').terms).toHaveLength(1);
  expect(known('which')).toMatchObject({ content: [], only: null });
});

test('a run of a script without spaces gives several terms under their own names', () => {
  const { terms, only } = known('機械学習');
  expect(terms.length).toBeGreaterThan(1);
  expect(terms.every(({ word, stem }) => word === stem)).toBe(true);
  expect(only).toBeNull();
});

test('long runs are read but not remembered', () => {
  const run = 'abcdefgh'.repeat(10);
  expect(known(run)).not.toBe(known(run));
  expect(known(run).terms).toHaveLength(1);
});

test('more words than are remembered change nothing', () => {
  for (let i = 0; i < 40_000; i++) known(`w${i}`);
  for (const word of ['w7', 'w39999', 'harbour']) expect(known(word).word).toBe(word);
});

test('stems are compared whole, numbers tell words apart', () => {
  expect(sameStem(contentWord('running', 'run'), contentWord('runs', 'run'))).toBe(true);
  expect(sameStem({ stem: 'a', stemHash: 1 }, { stem: 'b', stemHash: 1 })).toBe(false);
  expect(contentWord('a', 'a').number).not.toBe(contentWord('a', 'a').number);
});

test.each([
  ['car', true],
  ['go', false],
  ['p53', false],
  ['x٣y', false],
])('%s can be soft: %s', (word, soft) => {
  expect(canBeSoft(word)).toBe(soft);
});
