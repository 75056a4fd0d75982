import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DocumentLexicon, Lexicon } from '../../src/ports/lexicon.ts';
import type { Scope } from '../../src/ports/scope.ts';

const SCOPE: Scope = { tenant: 'acme', collection: 'notes' };

/** A document's lexicon in brief: names, and abbreviations as `short=long`. */
export function lexiconOf(names: readonly string[], abbreviations: readonly string[] = []): DocumentLexicon {
  return {
    entities: names.map((text) => ({ text, count: 1 })),
    abbreviations: abbreviations.map((pair) => {
      const [short = '', long = ''] = pair.split('=');
      return { short, long };
    }),
  };
}

/** What every lexicon must do; the factory gives an empty one. */
export function lexiconContract(name: string, create: () => Lexicon): void {
  let lexicon: Lexicon;
  const put = (id: string, names: readonly string[], abbreviations: readonly string[] = [], enabled = true) =>
    lexicon.put(SCOPE, id, lexiconOf(names, abbreviations), enabled);
  const entities = (prefix: string, limit = 10) => lexicon.entities(SCOPE, { prefix, limit });
  const texts = (prefix: string, limit = 10) => entities(prefix, limit).map(({ text }) => text);
  const named = (text: string, limit = 10) => lexicon.named(SCOPE, text, limit).map((entity) => entity.text);

  beforeEach(() => {
    lexicon = create();
  });

  describe(`${name}: names by prefix`, () => {
    it('has none at first', () => {
      expect(entities('')).toEqual([]);
      expect(named('Bell Rock')).toEqual([]);
      expect(lexicon.expansions(SCOPE, 'TS')).toEqual([]);
    });

    it('gives those of most documents first, ties in the order of their letters', () => {
      put('a', ['Bell Rock', 'Ada Quill', 'Zinc']);
      put('b', ['Bell Rock', 'Copper']);
      put('c', ['Bell Rock', 'Zinc']);
      expect(entities('')).toEqual([
        { text: 'Bell Rock', documents: 3 },
        { text: 'Zinc', documents: 2 },
        { text: 'Ada Quill', documents: 1 },
        { text: 'Copper', documents: 1 },
      ]);
      expect(texts('', 2)).toEqual(['Bell Rock', 'Zinc']);
      expect(texts('', 0)).toEqual([]);
    });

    it('compares without letter case, marks and punctuation', () => {
      put('a', ['Île-de-France', 'ILM']);
      expect(texts('il')).toEqual(['Île-de-France', 'ILM']);
      expect(texts('ILE de')).toEqual(['Île-de-France']);
      expect(texts('île-DE-f')).toEqual(['Île-de-France']);
      expect(texts('ile fr')).toEqual([]);
    });

    it('reads prefixes longer than any name, and of one letter', () => {
      put('a', ['Bell', 'Bell Rock', 'Be']);
      expect(texts('b')).toEqual(['Be', 'Bell', 'Bell Rock']);
      expect(texts('bell r')).toEqual(['Bell Rock']);
      expect(texts('bell rock lighthouse')).toEqual([]);
    });

    it('finds names of other scripts', () => {
      put('a', ['東京大学', 'Анна Каренина', 'दिल्ली', '🜁']);
      expect(texts('東京')).toEqual(['東京大学']);
      expect(texts('анна')).toEqual(['Анна Каренина']);
      expect(texts('दि')).toEqual(['दिल्ली']);
      expect(texts('')).toHaveLength(3);
    });

    it('shows the spelling that most documents use, of equals the first in the order of letters', () => {
      put('a', ['OpenSSL']);
      put('b', ['Openssl']);
      expect(entities('open')).toEqual([{ text: 'OpenSSL', documents: 2 }]);
      put('c', ['Openssl']);
      expect(entities('open')).toEqual([{ text: 'Openssl', documents: 3 }]);
      lexicon.remove(SCOPE, 'c');
      lexicon.remove(SCOPE, 'b');
      expect(entities('open')).toEqual([{ text: 'OpenSSL', documents: 1 }]);
    });

    it('counts a document once for a name, however often it writes it', () => {
      put('a', ['Bell Rock', 'BELL ROCK', 'bell-rock']);
      expect(entities('')).toEqual([{ text: 'Bell Rock', documents: 1 }]);
    });
  });

  describe(`${name}: names in a text`, () => {
    it('finds them in the order of the text, each once, the longest first', () => {
      put('a', ['Bell', 'Bell Rock', 'Robert Stevenson', 'Rock']);
      expect(named('Did Robert Stevenson build Bell Rock, or is Bell Rock older than the Rock?')).toEqual([
        'Robert Stevenson',
        'Bell Rock',
        'Rock',
      ]);
      expect(named('bell', 10)).toEqual(['Bell']);
    });

    it('goes back to the shorter name when the longer one breaks off', () => {
      put('a', ['New York', 'New York City Marathon', 'City Hall']);
      expect(named('new york city hall')).toEqual(['New York', 'City Hall']);
    });

    it('stops at the limit', () => {
      put('a', ['Ada', 'Bert', 'Carl']);
      expect(named('Ada, Bert, Carl', 2)).toEqual(['Ada', 'Bert']);
      expect(named('Ada, Bert, Carl', 0)).toEqual([]);
    });

    it('wants a capital of a name of one word, where the text has capitals', () => {
      put('a', ['Bath', 'GPT-4', 'Old Mill', '1984']);
      expect(named('Did Ada take a bath?')).toEqual([]);
      expect(named('Did Ada go to Bath?')).toEqual(['Bath']);
      expect(named('how to get to bath')).toEqual(['Bath']);
      expect(named('How to get to bath')).toEqual(['Bath']);
      expect(named('Is GPT-4 from 1984 in the old mill?')).toEqual(['GPT-4', '1984', 'Old Mill']);
    });

    it('matches whole words alone, in unspaced scripts runs of characters', () => {
      put('a', ['Ada', '京都']);
      expect(named('The Adamant lamp')).toEqual([]);
      expect(named('我在京都学习')).toEqual(['京都']);
    });

    it('reads long texts in which much almost matches', () => {
      put('a', ['a a a a a a a b', 'Bell Rock']);
      expect(named(`${'a '.repeat(20_000)} bell rock`)).toEqual(['Bell Rock']);
      expect(named('x'.repeat(100_000))).toEqual([]);
    });
  });

  describe(`${name}: abbreviations`, () => {
    it('gives what an abbreviation stands for, the most frequent first', () => {
      put('a', [], ['TS=Thompson Sampling']);
      put('b', [], ['TS=Thompson sampling', 'TS=tabu search']);
      expect(lexicon.expansions(SCOPE, 'TS')).toEqual([
        { short: 'TS', text: 'Thompson Sampling', documents: 2 },
        { short: 'TS', text: 'tabu search', documents: 1 },
      ]);
      expect(lexicon.expansions(SCOPE, 'ts')).toHaveLength(2);
      expect(lexicon.expansions(SCOPE, 'T')).toEqual([]);
      expect(lexicon.expansions(SCOPE, '')).toEqual([]);
      expect(entities('')).toEqual([]);
    });

    it('leaves with its documents, and hides with them', () => {
      put('a', [], ['TS=Thompson Sampling']);
      lexicon.setEnabled(SCOPE, 'a', false);
      expect(lexicon.expansions(SCOPE, 'TS')).toEqual([]);
      lexicon.setEnabled(SCOPE, 'a', true);
      expect(lexicon.expansions(SCOPE, 'TS')).toHaveLength(1);
      lexicon.remove(SCOPE, 'a');
      expect(lexicon.expansions(SCOPE, 'TS')).toEqual([]);
    });
  });

  describe(`${name}: changes`, () => {
    it('puts in place of what the document had', () => {
      put('a', ['Bell Rock', 'Zinc'], ['BR=Bell Rock']);
      put('a', ['Zinc', 'Copper']);
      expect(texts('')).toEqual(['Copper', 'Zinc']);
      expect(lexicon.expansions(SCOPE, 'BR')).toEqual([]);
      put('a', []);
      expect(texts('')).toEqual([]);
    });

    it('forgets a removed document at once, and keeps what others name', () => {
      put('a', ['Bell Rock', 'Zinc']);
      put('b', ['Zinc']);
      lexicon.remove(SCOPE, 'a');
      expect(entities('')).toEqual([{ text: 'Zinc', documents: 1 }]);
      expect(named('Bell Rock of Zinc')).toEqual(['Zinc']);
      lexicon.remove(SCOPE, 'a');
      lexicon.remove(SCOPE, 'nobody');
      expect(texts('')).toEqual(['Zinc']);
    });

    it('hides a disabled document, and shows it again', () => {
      put('a', ['Bell Rock']);
      put('b', ['Zinc'], [], false);
      expect(texts('')).toEqual(['Bell Rock']);
      lexicon.setEnabled(SCOPE, 'b', true);
      lexicon.setEnabled(SCOPE, 'b', true);
      lexicon.setEnabled(SCOPE, 'a', false);
      lexicon.setEnabled(SCOPE, 'a', false);
      expect(entities('')).toEqual([{ text: 'Zinc', documents: 1 }]);
      expect(named('bell rock')).toEqual([]);
      lexicon.setEnabled(SCOPE, 'nobody', true);
      lexicon.remove(SCOPE, 'a');
      lexicon.setEnabled(SCOPE, 'a', true);
      expect(texts('')).toEqual(['Zinc']);
    });

    it('falls back on the shorter name when the longer one is hidden', () => {
      put('a', ['Bell Rock Lighthouse'], [], false);
      put('b', ['Bell Rock']);
      expect(named('the bell rock lighthouse')).toEqual(['Bell Rock']);
    });

    it('keeps scopes apart, also where their names run together', () => {
      put('a', ['Bell Rock']);
      lexicon.put({ tenant: 'acmenotes', collection: '' }, 'a', lexiconOf(['Zinc']), true);
      lexicon.put({ tenant: 'acme', collection: 'other' }, 'a', lexiconOf(['Copper']), true);
      expect(texts('')).toEqual(['Bell Rock']);
      lexicon.remove({ tenant: 'acme', collection: 'other' }, 'a');
      expect(texts('')).toEqual(['Bell Rock']);
    });

    it('gives its memory back', () => {
      const empty = lexicon.bytes();
      for (let i = 0; i < 500; i++) put(`d${i}`, [`Name ${i}`, 'Shared'], [`N${i}=Name ${i}`]);
      const full = lexicon.bytes();
      expect(full).toBeGreaterThan(empty + 10_000);
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 500; i++) put(`d${i}`, [`Name ${i + round}`, 'Shared'], [`N${i}=Name ${i}`]);
      }
      expect(lexicon.bytes()).toBeLessThan(2 * full);
      for (let i = 0; i < 500; i++) lexicon.remove(SCOPE, `d${i}`);
      expect(lexicon.bytes()).toBe(empty);
    });
  });

  it(`${name}: after any changes is as if only what is there had been put in`, () => {
    const words = [
      'Ada',
      'ada',
      'Ada Lamp',
      'ADA lamp',
      'Bell',
      'Bell Rock',
      'Bellows',
      'C++',
      'Île',
      'Ile',
      '京都',
      'Zinc Mine',
    ];
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      names: fc.uniqueArray(fc.constantFrom(...words), { maxLength: 6 }),
      kind: fc.constantFrom('put', 'put', 'remove', 'hide', 'show'),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        lexicon = create();
        const there = new Map<string, { names: readonly string[]; enabled: boolean }>();
        for (const { id, names, kind } of changes) {
          const known = there.get(id);
          if (kind === 'put') {
            put(id, names);
            there.set(id, { names, enabled: true });
          } else if (kind === 'remove') {
            lexicon.remove(SCOPE, id);
            there.delete(id);
          } else {
            lexicon.setEnabled(SCOPE, id, kind === 'show');
            if (known !== undefined) there.set(id, { ...known, enabled: kind === 'show' });
          }
        }
        const seen = ['', 'a', 'ada', 'be', 'bell r', 'ile', 'z'].map((prefix) => entities(prefix, 5));
        const found = lexicon.named(SCOPE, words.join('. '), 20);
        lexicon = create();
        for (const [id, { names, enabled }] of there) put(id, names, [], enabled);
        expect(seen).toEqual(['', 'a', 'ada', 'be', 'bell r', 'ile', 'z'].map((prefix) => entities(prefix, 5)));
        expect(found).toEqual(lexicon.named(SCOPE, words.join('. '), 20));
      }),
      { numRuns: 200 },
    );
  });
}
