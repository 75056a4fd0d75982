import { expect, it } from 'vitest';
import { MEDIA_TYPES } from './media-type.ts';
import { parserFor } from './parser-for.ts';

it.each(Object.values(MEDIA_TYPES).flat())('has a parser for %s that says so itself', (type) => {
  const parser = parserFor(`${type.toUpperCase()} ; charset=utf-8`);
  expect(parser.contentTypes).toContain(type);
  expect(parserFor(type)).toBe(parser);
});

it.each(['image/png', '', 'text', 'text/plain, text/html'])('has none for %j', (type) => {
  expect(() => parserFor(type)).toThrow(expect.objectContaining({ code: 'DOCUMENT_UNSUPPORTED_TYPE' }));
});
