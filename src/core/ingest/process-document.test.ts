import { describe, expect, it } from 'vitest';
import { wordModel } from '../../../test/support/word-model.ts';
import type { Block, ParsedDocument } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { type ProcessingParts, processDocument } from './process-document.ts';

const model = wordModel();

function partsFor(parsed: Partial<ParsedDocument> & { readonly text: string }) {
  const encoded: string[] = [];
  const paragraph: Block = { kind: 'paragraph', start: 0, end: parsed.text.length, headings: [] };
  const parse = async (): Promise<ParsedDocument> => ({
    title: null,
    blocks: [paragraph],
    links: [],
    warnings: [],
    ...parsed,
  });
  const parts: ProcessingParts = {
    parserFor: (contentType) => ({ contentTypes: [contentType], parse }),
    encode: async (texts) => {
      encoded.push(...texts);
      return model.encode(texts);
    },
    languageOf: () => 'la',
  };
  return { parts, encoded };
}

const raw = (title: string) => ({ title, contentType: 'text/plain', content: '' });

describe('processDocument', () => {
  it('keeps the title that was given, and takes the one it finds when there was none', async () => {
    const { parts } = partsFor({ text: 'silver fox', title: 'Found' });
    expect((await processDocument(raw('Given'), parts)).title).toBe('Given');
    expect((await processDocument(raw(' '), parts)).title).toBe('Found');
  });

  it('gives passages with their features, and what was said of the text', async () => {
    const { parts } = partsFor({ text: 'silver fox', warnings: ['Page 2 could not be read.'] });
    const document = await processDocument(raw(''), parts);
    expect(document).toMatchObject({ text: 'silver fox', language: 'la', warnings: ['Page 2 could not be read.'] });
    expect(document.chunks).toEqual([{ text: 'silver fox', start: 0, end: 10, headings: [] }]);
    expect(document.features[0]?.lexical.terms).toEqual(['silver', 'fox']);
  });

  it('puts title and headings, each once, before the passage for the embedder and into the title terms', async () => {
    const text = 'silver fox';
    const headings = ['Animals', 'Foxes'];
    const block: Block = { kind: 'paragraph', start: 0, end: text.length, headings };
    const { parts, encoded } = partsFor({ text, blocks: [block] });
    const { features } = await processDocument(raw('Animals'), parts);
    expect(encoded).toEqual(['Animals\nFoxes\nsilver fox']);
    const lexical = features[0]?.lexical;
    expect([...(lexical?.title ?? [])].map((place) => lexical?.terms[place])).toEqual(['anim', 'fox']);
  });

  it('refuses a document without text, and passes on what its parser refuses', async () => {
    const { parts } = partsFor({ text: ' ' });
    await expect(processDocument(raw('T'), parts)).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
    const unsupported: ProcessingParts = {
      ...parts,
      parserFor: () => {
        throw new CodedError('DOCUMENT_UNSUPPORTED_TYPE', 'No.');
      },
    };
    await expect(processDocument(raw('T'), unsupported)).rejects.toMatchObject({ code: 'DOCUMENT_UNSUPPORTED_TYPE' });
  });
});
