import { expect, test } from 'vitest';
import { NARRATIVE_DEPTHS, narrativeDepthOf } from './narrative-depth.ts';

const one = { answered: true, citedSentences: 1, citedDocuments: 1, motifs: {} };
const two = { ...one, citedSentences: 2 };
const linked = { ...two, motifs: { contrast: 0.5 } };
const joined = { ...linked, citedDocuments: 2 };
const wide = { ...joined, citedDocuments: 3, motifs: { contrast: 0.5, evidence: 0.5 } };

test.each([
  [{ ...one, answered: false, citedSentences: 0, citedDocuments: 0 }, 'SURFACE'],
  [one, 'SURFACE'],
  [two, 'CONTEXT'],
  [linked, 'RELATION'],
  [joined, 'SYNTHESIS'],
  [wide, 'THEME'],
])('%j reaches %s', (input, depth) => {
  expect(narrativeDepthOf(input).depth).toBe(depth);
});

test('says of every gate up to the first that held why it was passed or not', () => {
  expect(narrativeDepthOf(linked).reasons).toEqual([
    'SURFACE passed: there is an answer',
    'CONTEXT passed: 2 cited statements, two are needed',
    'RELATION passed: linked by contrast',
    'SYNTHESIS not passed: 1 document joined, two are needed',
  ]);
  expect(narrativeDepthOf(wide).reasons).toHaveLength(NARRATIVE_DEPTHS.length);
});

test('a level cannot be reached past one that was not', () => {
  expect(narrativeDepthOf({ ...wide, motifs: { evidence: 0.5, example: 0.5 } }).depth).toBe('CONTEXT');
  expect(narrativeDepthOf({ ...wide, answered: false }).depth).toBe('SURFACE');
});
