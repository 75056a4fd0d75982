import { expect, it } from 'vitest';
import {
  assertTextLength,
  BLOCKS_MAX,
  checkedDocument,
  emptyDocument,
  LINKS_MAX,
  TEXT_LENGTH_MAX,
  tooLarge,
} from './limits.ts';

const block = { kind: 'paragraph', start: 0, end: 3, headings: [] } as const;
const document = { title: null, text: 'tea', blocks: [block], links: [], warnings: [] };

it('lets a document within the limits pass as it is', () => {
  expect(checkedDocument(document)).toBe(document);
});

it('refuses too much text, too many blocks and nothing to read', () => {
  const codes = (code: string) => expect.objectContaining({ code });
  const text = 'x'.repeat(TEXT_LENGTH_MAX + 1);
  expect(() => checkedDocument({ ...document, text })).toThrow(codes('DOCUMENT_TOO_LARGE'));
  const blocks = Array.from({ length: BLOCKS_MAX + 1 }, () => block);
  expect(() => checkedDocument({ ...document, blocks })).toThrow(codes('DOCUMENT_TOO_LARGE'));
  expect(() => checkedDocument({ ...document, text: ' \n' })).toThrow(codes('DOCUMENT_EMPTY'));
  expect(() => assertTextLength(TEXT_LENGTH_MAX)).not.toThrow();
});

it('drops links beyond the limit and says so', () => {
  const links = Array.from({ length: LINKS_MAX + 1 }, () => ({ href: '#', text: 'x' }));
  const checked = checkedDocument({ ...document, links, warnings: ['first'] });
  expect(checked.links).toHaveLength(LINKS_MAX);
  expect(checked.warnings).toEqual(['first', 'Only the first 10000 links of the document were kept.']);
});

it('says how much is allowed and what to do', () => {
  expect(tooLarge('pages', 5_000).message).toBe(
    'The document has more than 5,000 pages. Split the document into smaller ones and send them one by one.',
  );
  expect(emptyDocument().code).toBe('DOCUMENT_EMPTY');
});
