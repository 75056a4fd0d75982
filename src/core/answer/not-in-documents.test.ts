import { expect, test } from 'vitest';
import { notInDocuments } from './not-in-documents.ts';

test('names at most three missing terms and the nearest title', () => {
  expect(notInDocuments({ missing: ['a', 'b', 'c', 'd'], nearest: 'The **Guide**' })).toBe(
    'Not in your documents: nothing was found about "a", "b" or "c". The nearest passage is from "The Guide".',
  );
  expect(notInDocuments({ missing: ['a'], nearest: '' })).toBe('Not in your documents: nothing was found about "a".');
});

test('says so when the words are there but no sentence answers, and when there is no passage', () => {
  expect(notInDocuments({ missing: [], nearest: 'T' })).toContain('none of their sentences');
  expect(notInDocuments({ missing: ['a'], nearest: null })).toContain('no passage matches');
});

test('a long title is cut', () => {
  expect(notInDocuments({ missing: [], nearest: 'x'.repeat(5_000) }).length).toBeLessThan(300);
});
