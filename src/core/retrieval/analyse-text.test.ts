import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analyseDocument,
  analyseQuery,
  analyseTerms,
  FIELD_TOKENS_MAX,
  QUERY_PHRASES_MAX,
  TERM_CHARACTERS_MAX,
} from './analyse-text.ts';
import { foldWords } from './fold-words.ts';
import { stem } from './stemmer.ts';
import { STOP_WORDS } from './stop-words.ts';

describe('analyseTerms', () => {
  it('lower-cases, drops stop words and stems, in order', () => {
    expect(analyseTerms('The Cats were RUNNING to the cities')).toEqual(['cat', 'were', 'run', 'citi']);
  });

  it('has the 33 stop words of Lucene', () => {
    expect(STOP_WORDS.size).toBe(33);
    expect(analyseTerms([...STOP_WORDS].join(' '))).toEqual([]);
  });

  it('takes runs of letters and digits as words', () => {
    expect(analyseTerms('p53-null, 3.14; C++/x86_64')).toEqual(['p53', 'null', '3', '14', 'c', 'x86', '64']);
  });

  it('drops an apostrophe-s, straight or curly, and only at the end of a word', () => {
    expect(analyseTerms("dog's dog’s DOG'S")).toEqual(['dog', 'dog', 'dog']);
    expect(analyseTerms("café's")).toEqual(['cafe']);
    expect(analyseTerms("o'shea don't")).toEqual(['o', 'shea', 'don', 't']);
  });

  it('folds accents so that both spellings meet', () => {
    expect(analyseTerms('naïve café ÉTÉ')).toEqual(analyseTerms('naive cafe ETE'));
    expect(analyseTerms('nai\u0308ve')).toEqual(['naiv']);
  });

  it('gives the same on the second reading, from the cache', () => {
    const text = 'Łódź naïve 東京都 Привет running the ①';
    expect(analyseTerms(text)).toEqual(analyseTerms(text));
  });

  it('ends words at common punctuation beyond ASCII', () => {
    expect(analyseTerms('word—other…“third”\u00a0«fourth»')).toEqual(['word', 'other', 'third', 'fourth']);
  });

  it('cuts very long words, alike with and without accents', () => {
    const long = 'x'.repeat(5000);
    expect(analyseTerms(long)).toEqual(['x'.repeat(TERM_CHARACTERS_MAX)]);
    expect(analyseTerms(`é${long}`)).toEqual([`e${'x'.repeat(TERM_CHARACTERS_MAX - 1)}`]);
  });

  it('reads a long text of an unspaced script', () => {
    expect(analyseTerms('東京'.repeat(200_000)).join('')).toHaveLength(400_000);
  });

  it('stops at the number of terms asked for', () => {
    expect(analyseTerms('red two green', 2)).toEqual(['red', 'two']);
    expect(analyseTerms('東京は2024年', 2)).toEqual(['東京', 'は']);
  });

  it('agrees with the plain definition on any ASCII text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aeSsxyz09 -\'".The'), maxLength: 60 }), (text) => {
        const words = text.replace(/([a-z0-9])'s(?![a-z0-9])/gi, '$1 ').match(/[a-z0-9]+/gi) ?? [];
        const expected = words.map((word) => word.toLowerCase()).filter((word) => !STOP_WORDS.has(word));
        expect(analyseTerms(text)).toEqual(expected.map(stem));
      }),
    );
  });

  it('never throws, and gives well-formed lower-case terms for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        for (const term of analyseTerms(text)) {
          expect(term.isWellFormed()).toBe(true);
          expect(term.length).toBeGreaterThan(0);
          expect(term.length).toBeLessThanOrEqual(TERM_CHARACTERS_MAX);
          expect(foldWords(term).length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('analyseDocument', () => {
  it('numbers unique terms and writes both fields with them', () => {
    const entry = analyseDocument('Cat and dog', 'The dog saw cats; the dog ran');
    expect(entry.terms).toEqual(['cat', 'dog', 'saw', 'ran']);
    expect([...entry.title]).toEqual([0, 1]);
    expect([...entry.body]).toEqual([1, 2, 0, 1, 3]);
  });

  it('gives an empty entry for empty text', () => {
    expect(analyseDocument('', 'the of ')).toEqual({ terms: [], title: new Uint16Array(), body: new Uint16Array() });
  });

  it('cuts a field and its terms off at what 16 bits can number', () => {
    const words = Array.from({ length: FIELD_TOKENS_MAX + 10 }, (_, i) => `w${i}`).join(' ');
    const entry = analyseDocument('fresh word', words);
    expect(entry.terms).toHaveLength(FIELD_TOKENS_MAX);
    expect(entry.body).toHaveLength(FIELD_TOKENS_MAX - 2);
    expect(entry.terms[entry.body.at(-1) ?? 0]).toBe(`w${FIELD_TOKENS_MAX - 3}`);
    expect(analyseDocument('', 'cat '.repeat(70_000)).body).toHaveLength(FIELD_TOKENS_MAX);
  });
});

describe('analyseQuery', () => {
  it('weights terms by how often they occur', () => {
    expect(analyseQuery('cat dog cats').terms).toEqual([
      { term: 'cat', weight: 2 },
      { term: 'dog', weight: 1 },
    ]);
  });

  it('reads phrases from straight and typographic quotes', () => {
    expect(analyseQuery('"state of the art" and “Thompson Sampling” and „guter Rat“ «la vie»').phrases).toEqual([
      ['state', 'art'],
      ['thompson', 'sampl'],
      ['guter', 'rat'],
      ['la', 'vie'],
    ]);
    expect(analyseQuery('他说“你好”').phrases).toEqual([['你好']]);
  });

  it('counts quoted words as terms too', () => {
    expect(analyseQuery('"red fox"').terms.map(({ term }) => term)).toEqual(['red', 'fox']);
  });

  it('sees no phrase in an unbalanced quote, an inch mark or quoted stop words', () => {
    expect(analyseQuery('the "open end').phrases).toEqual([]);
    expect(analyseQuery('5" disk or 7" disk').phrases).toEqual([]);
    expect(analyseQuery('"to the" ""').phrases).toEqual([]);
  });

  it('bounds the phrases', () => {
    expect(analyseQuery('"a1 b" '.repeat(100)).phrases).toHaveLength(QUERY_PHRASES_MAX);
  });
});
