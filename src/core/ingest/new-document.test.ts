import { describe, expect, it } from 'vitest';
import { contentBytes, type NewDocument, toSubmission } from './new-document.ts';

const document: NewDocument = {
  documentId: null,
  scope: { tenant: 'acme', collection: 'default' },
  title: 'Title',
  uri: null,
  tags: ['a', 'b'],
  metadata: { year: 2020, lang: 'en' },
  contentType: 'text/plain',
  content: 'Some text.',
};
const hash = (change: Partial<NewDocument>) => toSubmission({ ...document, ...change }).contentHash;

describe('toSubmission', () => {
  it('derives the id from the content, and keeps one that is given', () => {
    const derived = toSubmission(document);
    expect(derived.documentId).toBe(`d_${derived.contentHash.slice(0, 32)}`);
    expect(toSubmission({ ...document, documentId: 'mine' })).toMatchObject({
      documentId: 'mine',
      contentHash: derived.contentHash,
    });
  });

  it('gives equal submissions equal hashes, whatever the order of their metadata', () => {
    expect(hash({ metadata: { lang: 'en', year: 2020 } })).toBe(hash({}));
  });

  it.each<Partial<NewDocument>>([
    { title: 'Other' },
    { uri: 'https://example.org' },
    { tags: ['b', 'a'] },
    { tags: ['a,b'] },
    { metadata: { year: '2020', lang: 'en' } },
    { metadata: { year: 2020 } },
    { contentType: 'text/markdown' },
    { content: 'Some text' },
    { content: Buffer.from('Some text.') },
    { scope: { tenant: 'acme', collection: 'other' } },
  ])('tells %j apart', (change) => {
    expect(hash(change)).not.toBe(hash({}));
  });
});

it('counts content in bytes', () => {
  expect(contentBytes({ content: 'é€' })).toBe(5);
  expect(contentBytes({ content: new Uint8Array(7) })).toBe(7);
});
