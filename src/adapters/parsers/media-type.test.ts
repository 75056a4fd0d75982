import { expect, it } from 'vitest';
import { essence, formatOf, unsupportedType } from './media-type.ts';

it.each([
  ['text/plain', 'text/plain'],
  [' Text/HTML ; charset=UTF-8', 'text/html'],
  [';', ''],
])('reduces %j to its essence', (contentType, expected) => {
  expect(essence(contentType)).toBe(expected);
});

it.each([
  ['text/x-markdown', 'markdown'],
  ['application/jsonl', 'ndjson'],
  ['APPLICATION/JSON; a=b', 'json'],
  ['text/tab-separated-values', 'csv'],
  ['text/plainer', undefined],
])('reads %j as %s', (contentType, format) => {
  expect(formatOf(contentType)).toBe(format);
});

it('lists the types that can be read, and repeats no more than a little of the one that cannot', () => {
  const error = unsupportedType(`image/${'x'.repeat(1_000)}; q=1`);
  expect(error.code).toBe('DOCUMENT_UNSUPPORTED_TYPE');
  expect(error.message).toContain('text/plain, text/markdown, text/html, application/pdf');
  expect(error.message.length).toBeLessThan(400);
});
