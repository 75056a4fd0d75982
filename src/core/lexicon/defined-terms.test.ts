import { expect, it } from 'vitest';
import { findDefinedTerms } from './defined-terms.ts';

it.each([
  ['- **Ordinal**: position of a chunk.', ['Ordinal']],
  ['**Late interaction** is a reranker.', ['Late interaction']],
  ['* **Chunk:** a passage', ['Chunk']],
  ['"Force majeure" means an event.', ['Force majeure']],
  ['This is called “the soft start” here.', ['soft start']],
  ['Soil liquefaction is defined as a loss of strength.', ['Soil liquefaction']],
  ['So it is. The bare pattern refers to one search.', ['bare pattern']],
])('finds the term in %j', (text, terms) => {
  expect(findDefinedTerms(text)).toEqual(terms);
});

it.each([
  'This is defined as follows.',
  '**Note**: mind the step.',
  'She said "no" and left.',
  '**This whole long sentence is in bold type here**: yes',
  'a ** b ** c "x" means nothing"',
  '',
])('finds none in %j', (text) => {
  expect(findDefinedTerms(text)).toEqual([]);
});

it('takes linear time on marks without end', () => {
  expect(findDefinedTerms('**"“'.repeat(30_000))).toEqual([]);
  expect(findDefinedTerms(`is defined as ${'word '.repeat(50_000)} defined as `)).toEqual([]);
});
