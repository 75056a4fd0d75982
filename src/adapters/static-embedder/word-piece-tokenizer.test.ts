import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildTrie } from './piece-trie.ts';
import { WordPieceTokenizer } from './word-piece-tokenizer.ts';

const MODELS = new URL('../../../models/', import.meta.url);
const vocabulary = readFileSync(new URL('static-minilm/vocab.txt', MODELS), 'utf8').trimEnd().split('\n');
const trie = buildTrie(vocabulary);
const tokenizer = new WordPieceTokenizer(trie);
const piecesOf = (text: string): (string | undefined)[] => Array.from(tokenizer.tokenize(text), (id) => vocabulary[id]);

describe('WordPieceTokenizer', () => {
  it('agrees with the reference on every text of the fixtures, cold and warm', () => {
    const lines = readFileSync(new URL('fixtures/wordpiece.jsonl', MODELS), 'utf8').trimEnd().split('\n');
    const cases = lines.map((line) => z.object({ text: z.string(), ids: z.array(z.number()) }).parse(JSON.parse(line)));
    expect(cases.length).toBeGreaterThan(1_000);
    const fresh = new WordPieceTokenizer(trie);
    for (let round = 0; round < 2; round++) {
      const wrong = cases.filter(({ text, ids }) => ids.join() !== fresh.tokenize(text).join());
      expect(wrong).toEqual([]);
    }
  });

  it.each([
    ['Thompson Sampling!', ['thompson', 'sampling', '!']],
    ['unaffable', ['una', '##ffa', '##ble']],
    ["don't", ['don', "'", 't']],
    ['a\u0000b\tc', ['ab', 'c']],
    ['CAFÉ café', ['cafe', 'cafe']],
    ['中文 x', ['中', '文', 'x']],
    ['$5+~', ['$', '5', '+', '~']],
    ['ΣΑΣ', ['σ', '##α', '##σ']],
    ['“quoted”—yes', ['“', 'quoted', '”', '—', 'yes']],
    ['\ud800 lone', ['lone']],
  ])('splits %j', (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces);
  });

  it('gives [UNK] for a word without pieces and for one of more than 100 characters', () => {
    expect(piecesOf('\u{1f600} ok')).toEqual(['[UNK]', 'ok']);
    expect(piecesOf('x'.repeat(101))).toEqual(['[UNK]']);
    expect(piecesOf('x'.repeat(100))).not.toContain('[UNK]');
    // Pairs are one character each: 60 of them are no more than 60 characters.
    expect(piecesOf('\u{1f600}'.repeat(60))).toEqual(['[UNK]']);
  });

  it('gives nothing for nothing', () => {
    expect(piecesOf('')).toEqual([]);
    expect(piecesOf(' \n ')).toEqual([]);
  });

  it('gives the same when its cache overflows again and again', () => {
    const words = Array.from({ length: 90_000 }, (_, i) => `w${(i * 7_919).toString(36)}`);
    const text = words.join(' ');
    const first = tokenizer.tokenize(text);
    expect(tokenizer.tokenize(text)).toEqual(first);
    expect(piecesOf('Thompson Sampling!')).toEqual(['thompson', 'sampling', '!']);
  });

  it('splits a joined text as its parts, wherever a space joins them', () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(piecesOf(`${a} ${b}`)).toEqual([...piecesOf(a), ...piecesOf(b)]);
      }),
      { seed: 5 },
    );
  });
});
