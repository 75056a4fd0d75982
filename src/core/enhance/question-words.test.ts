import { expect, it } from 'vitest';
import { questionWords } from './question-words.ts';

const told = (text: string) => questionWords(text).map((word) => (word.isLiteral ? `!${word.text}` : word.text));

it.each([
  ['Who built the tower?', ['Who', 'built', 'the', 'tower']],
  ["Ada's R&D, C++ and Jean-Paul.", ["Ada's", 'R&D', 'C++', 'and', 'Jean-Paul']],
  ['say "two words" now', ['say', '!two', '!words', 'now']],
  ['an “open «quote', ['an', 'open', 'quote']],
  ['see https://example.org/x y', ['see', '!https', '!example.org', '!x', 'y']],
  ['<b>bold</b> a@b.c MAX_VALUE x=1', ['!b', 'bold', '!b', '!a', '!b.c', '!MAX', '!VALUE', '!x', '!1']],
  ['東京 лампа', ['東京', 'лампа']],
  ['', []],
])('reads %j', (text, words) => {
  expect(told(text)).toEqual(words);
});

it('says where each word stands', () => {
  const text = 'a "b c" d’s <i>e</i> f.';
  for (const { text: word, start, end } of questionWords(text)) expect(text.slice(start, end)).toBe(word);
});

it('is bounded and linear', () => {
  expect(questionWords('ab '.repeat(4_000)).length).toBe(2_000);
  const runs = ['"', '<', 'a', '@', '“a', '?', "a'", '“', '„', '«'].map((run) => run.repeat(9_999 / run.length));
  for (const text of [...runs, `a${'-'.repeat(9_997)}a`]) {
    expect(questionWords(text).length).toBeLessThanOrEqual(2_000);
  }
});
