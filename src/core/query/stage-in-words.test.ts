import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIGHTHOUSES, openQueryWorld, type QueryWorld, walk } from '../../../test/support/query-world.ts';
import { stageInWords } from './stage-in-words.ts';
import type { StageName } from './trace.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld(LIGHTHOUSES);
});

afterAll(() => world.close());

async function wordsOf(text: string, until: StageName): Promise<string> {
  const { state, result } = await walk(world, text, { until });
  const { detail, children = [] } = result;
  return stageInWords({ name: until, startMs: 0, durationMs: 1, detail, children }, state);
}

describe('stageInWords', () => {
  it.each([
    ['understand', /^Read the question: looking for Who, built, Bell, Rock\.$/],
    ['cache', /^No stored answer: .+\.$/],
    ['route', /^Searching by words and meaning: .+\.$/],
    ['retrieve', /^Found 3 passages \(\d by words, 3 by meaning\)\.$/],
    ['fuse', /^Put 3 passages into one order\.$/],
    ['rerank', /^Compared the best 3 word by word: .+\.$/],
    ['select', /^Chose \d passages? of \d documents? to read\.$/],
    ['answer', /^Read them: 1 sentence cited by the tool "answer"\.$/],
    ['enrich', /^Looked around: \d+ names? of the documents named, \d+ further questions? with an answer\.$/],
    ['judge', /^The answer stands: right with a probability of \d+ %\.$/],
  ] as const)('says what %s has found', async (stage, words) => {
    expect(await wordsOf('Who built Bell Rock?', stage)).toMatch(words);
  });

  it('repeats the words of the question as they were written, and not too many', async () => {
    expect(await wordsOf('granite-faced towers? Granite-faced', 'understand')).toContain(
      'for granite-faced, towers, Granite-faced.',
    );
    const many = Array.from({ length: 12 }, (_, i) => `tower${i}`).join(' ');
    expect(await wordsOf(many, 'understand')).toMatch(/tower7 and 4 more\.$/);
    expect(await wordsOf('is it', 'understand')).toContain('only its meaning');
  });

  it('says when there is no answer', async () => {
    const question = 'What is the melting point of tungsten carbide?';
    expect(await wordsOf(question, 'answer')).toBe('Read them: they do not hold an answer.');
    expect(await wordsOf(question, 'judge')).toMatch(/^No answer is given: /);
  });

  it('says of a stage it does not know what that says of itself', async () => {
    const { state } = await walk(world, 'granite', { until: 'understand' });
    const span = { name: 'enrich', startMs: 0, durationMs: 1, detail: { names: ['a', 'b'], count: 2 }, children: [] };
    expect(stageInWords(span, state)).toBe('enrich: names a b, count 2');
    expect(stageInWords({ ...span, detail: {} }, state)).toBe('enrich: done');
  });
});
