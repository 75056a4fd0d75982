import { describe, expect, it } from 'vitest';
import { lexiconOf } from '../../../test/contract/lexicon.contract.ts';
import { createMemoryLexicon } from '../../adapters/memory/lexicon.ts';
import { addContext } from './add-context.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const frequencies: Record<string, number> = { ferri: 2, timet: 1, run: 9, harbour: 1, timetabl: 1 };
const statistics = { chunkCount: 20, documentFrequency: (term: string) => frequencies[term] ?? 0 };
const lexicon = createMemoryLexicon();
lexicon.put(SCOPE, 'a', lexiconOf(['Bell Rock', 'Ada Quill', 'Zinc']), true);

const add = (text: string, earlier: string) =>
  addContext({ lexicon, lexical: { statistics: async () => statistics } }, SCOPE, { text, earlier });
const EARLIER = 'Did Ada Quill build Bell Rock?';

describe('addContext', () => {
  it.each([
    ['when was it built?', 'Who built Bell Rock?', 'when was Bell Rock built?'],
    ['what is its height', 'Who built Bell Rock?', "what is Bell Rock's height"],
    ['and in winter?', 'Who built Bell Rock?', 'and in winter (Bell Rock)?'],
    ['what about the summer', EARLIER, 'what about the summer (Ada Quill, Bell Rock)'],
    ['and in winter?', 'How do the ferries run by the timetable', 'and in winter (ferries, timetable)?'],
  ])('makes %j after %j %j', async (text, earlier, expected) => {
    const { text: changed, enhancements } = await add(text, earlier);
    expect(changed).toBe(expected);
    expect(enhancements).toMatchObject([{ kind: 'context', reason: `the earlier question was "${earlier}"` }]);
  });

  it.each([
    ['when was Zinc found and is it blue?', EARLIER],
    ['how high is a lamp', EARLIER],
    ['is it possible to swim', EARLIER],
    ['and in winter?', 'xyzzy plugh'],
    ['say "it" aloud', EARLIER],
    ['', EARLIER],
  ])('leaves %j after %j', async (text, earlier) => {
    expect((await add(text, earlier)).text).toBe(text);
  });

  it('quotes the beginning of a long question', async () => {
    const { enhancements } = await add('when was it built?', `Bell Rock ${'x'.repeat(9_000)}`);
    expect(enhancements[0]?.reason.length).toBeLessThan(130);
  });
});
