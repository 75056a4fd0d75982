import { describe, expect, it } from 'vitest';
import { safeFileName } from './attachment.ts';
import { idField, isoTime, isoTimeOrNull, labelField, roundedMs, textField, timeField } from './fields.ts';
import { inputSchema } from './json-schema.ts';

describe('fields', () => {
  it('count text as people do', () => {
    const field = textField(3);
    for (const text of ['abc', '😀😀😀', 'ä']) expect(field.safeParse(text).success, text).toBe(true);
    for (const text of ['', '   ', 'abcd', '😀😀😀😀', 'x'.repeat(100)]) {
      expect(field.safeParse(text).success, text).toBe(false);
    }
    expect(inputSchema(textField())).toMatchObject({ type: 'string', minLength: 1, maxLength: 10_000 });
  });

  it('take ids that can stand in a path', () => {
    for (const id of ['d_1', 'über/uns.md', 'a@b', '文書-1']) expect(idField().safeParse(id).success, id).toBe(true);
    for (const id of ['', 'a b', 'a\nb', '<x>', 'x'.repeat(201)])
      expect(idField().safeParse(id).success, id).toBe(false);
  });

  it('write and read times in ISO 8601', () => {
    expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(isoTimeOrNull(null)).toBeNull();
    expect(isoTimeOrNull(0)).toBe(isoTime(0));
    expect(timeField().safeParse('2026-01-31T12:00:00+01:00').success).toBe(true);
    expect(timeField().safeParse('31.1.2026').success).toBe(false);
    expect(roundedMs(1.2345)).toBe(1.2);
  });
});

describe('safeFileName', () => {
  it.each([
    ['answer.csv', 'answer.csv'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a"b\r\nSet-Cookie: x.md', 'a-b-Set-Cookie-x.md'],
    ['Ärger über Öl.md', 'A-rger-u-ber-O-l.md'],
    ['...', 'download'],
    ['', 'download'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('is never longer than a file system likes', () => {
    expect(safeFileName('x'.repeat(500))).toHaveLength(120);
  });
});

describe('labelField', () => {
  it.each(['ada', 'Ada Quill', 'ada@example.com', 'č', '用户', 'x'.repeat(256)])('takes %j', (label) => {
    expect(labelField().safeParse(label).success).toBe(true);
  });

  it.each(['', ' ada', 'ada ', 'a\u0000b', '\u202e', 'a\u200bb', 'a\nb', 'x'.repeat(257)])('refuses %j', (label) => {
    expect(labelField().safeParse(label).success).toBe(false);
  });
});
