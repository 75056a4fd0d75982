import { expect, test } from 'vitest';
import { chooseTool } from '../answer/choose-tool.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import { PATTERNS } from './patterns.ts';
import { queryRequest } from './query-request.ts';
import type { Candidate } from './query-state.ts';
import { COMPARED_PASSAGES_MAX, wantedPassages } from './wanted-passages.ts';

const list: readonly Candidate[] = Array.from({ length: 40 }, (_, i) => ({
  chunk: i,
  lexical: 1,
  dense: 1,
  late: null,
  score: i < 4 ? 1 - i * 0.02 : 0.6 - i * 0.01,
}));
/** The chunks from 20 on are about Eddystone, those before about Fastnet. */
const lexical = {
  scores: async (
    _scope: unknown,
    query: { readonly terms: readonly { readonly term: string }[] },
    chunks: readonly number[],
  ) => {
    const [eddystone] = analyseTerms('Eddystone');
    const late = query.terms.some(({ term }) => term === eddystone);
    return Float32Array.from(chunks, (chunk) => (chunk >= 20 === late ? 1 / (1 + chunk) : 0));
  },
};

function wanted(text: string, topK: number | null = null) {
  const request = queryRequest(text, { topK });
  const state = {
    request,
    tool: chooseTool({ text }),
    pattern: PATTERNS.fast,
    scope: { tenant: 't', collection: 'c' },
  };
  return wantedPassages(list, state, lexical).then((kept) => kept.map(({ chunk }) => chunk));
}

test('a plain question reads up to where the scores break', async () => {
  expect(await wanted('When was it lit?')).toEqual([0, 1, 2, 3]);
});

test('tools that gather read beyond the break, down to the floor', async () => {
  expect(await wanted('Summarize the lighthouses')).toEqual(
    Array.from({ length: PATTERNS.fast.settings.gatheredPassages }, (_, i) => i),
  );
});

test('a comparison keeps the best of each side wherever they rank, in the order of the list', async () => {
  const kept = await wanted('Compare Fastnet and Eddystone');
  expect(kept).toEqual(kept.toSorted((a, b) => a - b));
  expect(kept).toEqual(expect.arrayContaining([0, 1, 2, 3, 20, 21, 22, 23]));
  expect(kept.length).toBeLessThanOrEqual(COMPARED_PASSAGES_MAX);
});

test('top_k is what was asked for, whatever the tool', async () => {
  expect(await wanted('Compare Fastnet and Eddystone', 2)).toEqual([0, 1]);
});
