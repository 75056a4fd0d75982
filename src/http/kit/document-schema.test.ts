import { describe, expect, it } from 'vitest';
import { documentFields } from './document-schema.ts';

describe('the URI of a document', () => {
  it.each(['https://a.example/x', 'notes/My file.txt', 'urn:isbn:1', 'mailto:a@b.example', null])(
    'may be %j',
    (uri) => {
      expect(documentFields.uri.safeParse(uri).success).toBe(true);
    },
  );

  it.each([
    'javascript:alert(1)',
    ' JavaScript:x',
    'java\tscript:x',
    'java\nscript:x',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
    'a\u001b[2Jb',
  ])('is never %j', (uri) => {
    expect(documentFields.uri.safeParse(uri).success).toBe(false);
  });
});
