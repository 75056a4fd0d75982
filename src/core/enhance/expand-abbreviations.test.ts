import { beforeEach, describe, expect, it } from 'vitest';
import { lexiconOf } from '../../../test/contract/lexicon.contract.ts';
import { createMemoryLexicon } from '../../adapters/memory/lexicon.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import { type AbbreviationPorts, expandAbbreviations } from './expand-abbreviations.ts';

const SCOPE = { tenant: 't', collection: 'c' };
let lexicon: Lexicon;
let entries: Record<string, string>;

beforeEach(() => {
  lexicon = createMemoryLexicon();
  entries = {};
  const pairs = [
    'TS=Thompson Sampling',
    'RL=reinforcement learning',
    'CAT=computer tomography',
    'MI=mutual information',
  ];
  lexicon.put(SCOPE, 'a', lexiconOf([], pairs), true);
  lexicon.put(
    SCOPE,
    'b',
    lexiconOf([], ['TS=Thompson Sampling', 'MI=myocardial infarction', 'BM25=best match 25']),
    true,
  );
  lexicon.put(SCOPE, 'c', lexiconOf([], ['TS=tabu search']), true);
});

const dictionary = {
  async find(_tenant: string, typed: string) {
    const short = Object.keys(entries).find((one) => one.toLowerCase() === typed.toLowerCase());
    return short === undefined ? null : { short, long: entries[short] ?? '', updatedAtMs: 0 };
  },
};
const expand = (text: string) => expandAbbreviations({ lexicon, dictionary, lexical }, SCOPE, text);

/** Passages that use each short form, and that write each meaning out. */
const uses: Record<string, number> = { ts: 40, rl: 2 };
const written: Record<string, number> = { 'thompson sampl': 30, 'reinforc learn': 60 };
const lexical: AbbreviationPorts['lexical'] = {
  statistics: async () => ({ chunkCount: 100, documentFrequency: (term) => uses[term] ?? 0 }),
  async search(_scope, { phrases }) {
    const count = written[phrases[0]?.join(' ') ?? ''] ?? 0;
    return Array.from({ length: count }, (_, chunk) => ({ chunk, score: 1 }));
  },
};

describe('expandAbbreviations', () => {
  it.each([
    ['What is TS?', 'What is Thompson Sampling (TS)?'],
    ['Is TS used in RL?', 'Is Thompson Sampling (TS) used in reinforcement learning (RL)?'],
    ['what is rl and bm25', 'what is reinforcement learning (RL) and best match 25 (BM25)'],
    ['TS beats TS', 'Thompson Sampling (TS) beats TS'],
  ])('makes %j %j', async (text, expected) => {
    expect((await expand(text)).text).toBe(expected);
  });

  it.each(['a cat', 'What is Thompson Sampling (TS)?', 'the "TS" key', 'x/TS', 'ABC', '', 'TS'.repeat(2_500)])(
    'leaves %j',
    async (text) => {
      expect(await expand(text)).toEqual({ text, enhancements: [], others: [] });
    },
  );

  it('puts into long questions only what documents write out much more often than they use the short form', async () => {
    const about = 'with many arms and heavy tails when rewards are delayed';
    expect((await expand(`does RL work ${about}`)).text).toContain('reinforcement learning (RL)');
    const { text, others } = await expand(`does TS work ${about}`);
    expect(text).toBe(`does TS work ${about}`);
    expect(others.map((other) => other.text)).toEqual([`does Thompson Sampling (TS) work ${about}`]);
  });

  it('offers both where two meanings are about as usual, and puts in neither', async () => {
    const { text, enhancements, others } = await expand('What is MI?');
    expect([text, enhancements]).toEqual(['What is MI?', []]);
    expect(others.map((other) => other.text).sort()).toEqual([
      'What is mutual information (MI)?',
      'What is myocardial infarction (MI)?',
    ]);
  });

  it('lets the dictionary decide, whatever the letter case, but takes no word for an abbreviation', async () => {
    entries = { TS: 'time series', IT: 'information technology' };
    expect((await expand('what is ts')).text).toBe('what is time series (TS)');
    expect((await expand('is it cold')).text).toBe('is it cold');
    expect((await expand('who runs IT')).text).toBe('who runs information technology (IT)');
    expect((await expand('What is TS?')).enhancements[0]?.reason).toBe('your dictionary says that TS is time series');
  });

  it('writes out a bounded number', async () => {
    entries = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`K${i}`, `key number ${i}`]));
    const { enhancements } = await expand(Object.keys(entries).join(' '));
    expect(enhancements).toHaveLength(4);
  });
});
