import { expect, it } from 'vitest';
import type { ProcessedDocument } from '../../ports/document-processor.ts';
import { buffersOf, packBatch, unpackBatch } from './packed-batch.ts';

const text = 'Alpha beta gamma. Delta epsilon.';
const document: ProcessedDocument = {
  title: 'Title',
  text,
  language: 'en',
  warnings: ['Page 3 could not be read.'],
  lexicon: { entities: [{ text: 'Alpha', count: 1 }], abbreviations: [{ short: 'DE', long: 'Delta epsilon' }] },
  chunks: [
    { text: text.slice(0, 17), start: 0, end: 17, headings: ['A', 'B'] },
    { text: text.slice(18), start: 18, end: text.length, headings: ['A', 'B'] },
    { text: '', start: 0, end: 0, headings: [] },
  ],
  features: [
    {
      scale: 1 / 32_767,
      values: Int16Array.of(1, -2, 32_767),
      lexical: { terms: ['alpha', 'beta'], title: Uint16Array.of(1), body: Uint16Array.of(0, 1, 0) },
      pieces: Uint16Array.of(9, 65_535),
    },
    {
      scale: 0.1,
      values: Int16Array.of(4, 5, 6),
      lexical: { terms: ['beta', 'delta'], title: Uint16Array.of(), body: Uint16Array.of(1, 0) },
      pieces: Uint16Array.of(7),
    },
    {
      scale: 0,
      values: Int16Array.of(0, 0, 0),
      lexical: { terms: [], title: Uint16Array.of(), body: Uint16Array.of() },
      pieces: Uint16Array.of(),
    },
  ],
};

it('gives back what was packed, also after moving to another thread', () => {
  const documents = [document, { ...document, title: 'Other', text: `${text} `, language: null }];
  const packed = packBatch(documents);
  const moved = structuredClone(packed, { transfer: [...buffersOf(packed)] });
  expect(unpackBatch(moved)).toEqual(documents);
  expect(packed.values.length).toBe(0);
});

it('sends each term and each heading path once, and no passage twice', () => {
  const packed = packBatch([document, document]);
  expect(packed.terms).toEqual(['alpha', 'beta', 'delta']);
  expect(packed.paths).toEqual([['A', 'B'], []]);
});

it('packs nothing, and documents without passages', () => {
  const empty = { ...document, chunks: [], features: [] };
  expect(unpackBatch(packBatch([empty, document, empty]))).toEqual([empty, document, empty]);
  expect(unpackBatch(packBatch([]))).toEqual([]);
});
