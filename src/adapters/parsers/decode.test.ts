import { describe, expect, it } from 'vitest';
import { bytesOf, decodeCleanText, decodeText, encodingError, encodingOf } from './decode.ts';
import { SOURCE_BYTES_MAX, TEXT_LENGTH_MAX } from './limits.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('decodeText', () => {
  it('reads UTF-8, and UTF-16 that says so', () => {
    expect(decodeText(new TextEncoder().encode('thé 茶'))).toBe('thé 茶');
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x74))).toBe('t');
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x36, 0x83))).toBe('茶');
    expect(decodeText(Uint8Array.of(0xfe, 0xff, 0x83, 0x36))).toBe('茶');
  });

  it('leaves strings as they are, and cleans them when asked', () => {
    expect(decodeText('e\u0301\r\n\u200bx')).toBe('e\u0301\r\n\u200bx');
    expect(decodeCleanText('e\u0301\r\n\u200bx')).toBe('é\nx');
  });

  it('refuses bytes in another encoding, nothing and too much', () => {
    expect(() => decodeText(Uint8Array.of(0x74, 0xe9))).toThrow(code('DOCUMENT_ENCODING_INVALID'));
    expect(() => decodeText(Uint8Array.of(0xff, 0xfe, 0x74))).toThrow(code('DOCUMENT_ENCODING_INVALID'));
    expect(() => decodeText(new Uint8Array())).toThrow(code('DOCUMENT_EMPTY'));
    expect(() => decodeText(' \u200b\n')).toThrow(code('DOCUMENT_EMPTY'));
    expect(() => decodeText('x'.repeat(TEXT_LENGTH_MAX + 1))).toThrow(code('DOCUMENT_TOO_LARGE'));
    expect(() => decodeText(new Uint8Array(SOURCE_BYTES_MAX + 1))).toThrow(code('DOCUMENT_TOO_LARGE'));
  });
});

describe('bytesOf', () => {
  const PDF = { code: 'DOCUMENT_PDF_INVALID', name: 'PDF' } as const;

  it('gives bytes back', () => {
    const bytes = Uint8Array.of(1, 2);
    expect(bytesOf(bytes, PDF)).toBe(bytes);
  });

  it('refuses text, nothing and too much', () => {
    expect(() => bytesOf('%PDF-1.7', PDF)).toThrow(code('DOCUMENT_PDF_INVALID'));
    expect(() => bytesOf(new Uint8Array(), PDF)).toThrow(code('DOCUMENT_EMPTY'));
    expect(() => bytesOf(new Uint8Array(SOURCE_BYTES_MAX + 1), PDF)).toThrow(code('DOCUMENT_TOO_LARGE'));
  });
});

it('tells an encoding by its byte order mark', () => {
  expect(encodingOf(Uint8Array.of(0xff, 0xfe))).toBe('utf-16le');
  expect(encodingOf(Uint8Array.of(0xfe, 0xff))).toBe('utf-16be');
  expect(encodingOf(Uint8Array.of(0xff))).toBe('utf-8');
});

it('agrees with the decoder on what is no text', () => {
  expect(encodingError(new TextEncoder().encode('茶'))).toBeNull();
  expect(encodingError(Uint8Array.of(0xff, 0xfe, 0x74, 0x00))).toBeNull();
  expect(encodingError(Uint8Array.of(0xc3))?.code).toBe('DOCUMENT_ENCODING_INVALID');
});
