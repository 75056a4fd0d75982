import { isUtf8 } from 'node:buffer';
import type { RawDocument } from '../../ports/document-processor.ts';
import { CodedError } from '../../shared/errors.ts';
import { cleanText, hasVisibleText } from '../../shared/text.ts';
import { assertTextLength, emptyDocument, SOURCE_BYTES_MAX, tooLarge } from './limits.ts';

/** Text of a text format, as it was sent; throws `DOCUMENT_ENCODING_INVALID`, `DOCUMENT_TOO_LARGE` or `DOCUMENT_EMPTY`. */
export function decodeText(content: RawDocument['content']): string {
  if (typeof content !== 'string') assertBytesLength(content);
  const text = typeof content === 'string' ? content : decodeBytes(content);
  assertTextLength(text.length);
  if (!hasVisibleText(text)) throw emptyDocument();
  return text;
}

/** As `decodeText`, in normal form: what offsets of plain text and Markdown point into. */
export function decodeCleanText(content: RawDocument['content']): string {
  const text = cleanText(decodeText(content));
  assertTextLength(text.length);
  return text;
}

/** Bytes of a binary format; a string there is a caller's mistake, answered with the format's own error. */
export function bytesOf(
  content: RawDocument['content'],
  format: { readonly code: 'DOCUMENT_PDF_INVALID' | 'DOCUMENT_DOCX_INVALID'; readonly name: string },
): Uint8Array {
  if (typeof content === 'string') {
    throw new CodedError(
      format.code,
      `A ${format.name} file was sent as text. Send its bytes in "content_base64", with its "content_type".`,
    );
  }
  if (content.length === 0) throw emptyDocument();
  assertBytesLength(content);
  return content;
}

function assertBytesLength(bytes: Uint8Array): void {
  if (bytes.length > SOURCE_BYTES_MAX) throw tooLarge('bytes', SOURCE_BYTES_MAX);
}

/** The encoding that a byte order mark names, else UTF-8. */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The error for bytes that are not text in a known encoding, or null. */
export function encodingError(bytes: Uint8Array): CodedError | null {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' ? isUtf8(bytes) : bytes.length % 2 === 0) return null;
  return invalidEncoding();
}

function decodeBytes(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalidEncoding(cause);
  }
}

function invalidEncoding(cause?: unknown): CodedError {
  return new CodedError(
    'DOCUMENT_ENCODING_INVALID',
    'The document is not valid UTF-8 text. Convert it to UTF-8, or send it with the content type of its real format.',
    cause === undefined ? {} : { cause },
  );
}
