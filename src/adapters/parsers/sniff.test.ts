import { describe, expect, it } from 'vitest';
import { SOURCE_BYTES_MAX, TEXT_LENGTH_MAX } from './limits.ts';
import { contentSniffer } from './sniff.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const bytes = (text: string) => new TextEncoder().encode(text);
const codeOf = (contentType: string, content: string | Uint8Array) =>
  contentSniffer(contentType, content)?.code ?? null;

describe('contentSniffer', () => {
  it.each<[string, string | Uint8Array]>([
    ['text/plain', 'tea'],
    ['text/markdown; charset=utf-8', bytes('# té')],
    ['TEXT/HTML', '<p>tea'],
    ['text/plain', Uint8Array.of(0xff, 0xfe, 0x74, 0x00)],
    ['application/json', '{"a":1}'],
    ['application/x-ndjson', '{"a":1}\n{"a":2}'],
    ['text/csv', 'a,b'],
    ['application/pdf', bytes('%PDF-1.7\n')],
    ['application/pdf', bytes(`${' '.repeat(1_000)}%PDF-1.7`)],
    [DOCX, Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0)],
  ])('has nothing against good %s', (contentType, content) => {
    expect(contentSniffer(contentType, content)).toBeNull();
  });

  it.each<[string, string, string | Uint8Array]>([
    ['DOCUMENT_UNSUPPORTED_TYPE', 'image/png', 'x'],
    ['DOCUMENT_UNSUPPORTED_TYPE', '', 'x'],
    ['DOCUMENT_EMPTY', 'text/plain', ''],
    ['DOCUMENT_EMPTY', 'text/plain', ' \n\t\u200b'],
    ['DOCUMENT_EMPTY', 'text/html', new Uint8Array()],
    ['DOCUMENT_EMPTY', 'text/csv', bytes(' \n\t')],
    ['DOCUMENT_EMPTY', 'application/pdf', new Uint8Array()],
    ['DOCUMENT_ENCODING_INVALID', 'text/plain', Uint8Array.of(0x74, 0xe9, 0x21)],
    ['DOCUMENT_ENCODING_INVALID', 'application/json', Uint8Array.of(0xff, 0xfe, 0x74)],
    ['DOCUMENT_PDF_INVALID', 'application/pdf', bytes('<html>')],
    ['DOCUMENT_PDF_INVALID', 'application/pdf', bytes(`${' '.repeat(1_100)}%PDF-1.7`)],
    ['DOCUMENT_PDF_INVALID', 'application/pdf', '%PDF-1.7'],
    ['DOCUMENT_DOCX_INVALID', DOCX, bytes('PK')],
    ['DOCUMENT_DOCX_INVALID', DOCX, 'PK\u0003\u0004'],
    ['DOCUMENT_JSON_INVALID', 'application/json', '{"a":'],
  ])('tells %s of %s', (code, contentType, content) => {
    expect(codeOf(contentType, content)).toBe(code);
  });

  it('looks only at the bytes of the document itself', () => {
    const shared = bytes('%PDF-1.7 then another');
    expect(codeOf('application/pdf', shared.subarray(9))).toBe('DOCUMENT_PDF_INVALID');
  });

  it('tells what is too large', () => {
    expect(codeOf('text/plain', 'x'.repeat(TEXT_LENGTH_MAX + 1))).toBe('DOCUMENT_TOO_LARGE');
    const large = new Uint8Array(SOURCE_BYTES_MAX + 1);
    for (const type of ['text/plain', 'application/pdf', DOCX]) expect(codeOf(type, large)).toBe('DOCUMENT_TOO_LARGE');
  });

  it('leaves what takes long to find out to the parser', () => {
    expect(codeOf('application/json', `[${'1,'.repeat(10_000)}`)).toBeNull();
    expect(codeOf('text/plain', ' '.repeat(100_000))).toBeNull();
  });

  it('says what to do about text for a binary format', () => {
    expect(contentSniffer('application/pdf', 'x')?.message).toContain('"content_base64"');
  });
});
