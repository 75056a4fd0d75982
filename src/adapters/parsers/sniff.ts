import type { ContentSniffer } from '../../ports/document-parser.ts';
import { CodedError, isCodedError } from '../../shared/errors.ts';
import { hasVisibleText } from '../../shared/text.ts';
import { bytesOf, encodingError, encodingOf } from './decode.ts';
import { parseJson } from './json.ts';
import { assertTextLength, emptyDocument, SOURCE_BYTES_MAX, tooLarge } from './limits.ts';
import { type Format, formatOf, unsupportedType } from './media-type.ts';

/** JSON is tried up to this length; a request can hold a thousand documents, and they are read on the loop that answers. */
const TRIED_JSON_LENGTH_MAX = 8 * 1024;
/** A PDF may begin with other bytes; readers look for its header so far. */
const PDF_HEADER_WITHIN_BYTES = 1_024;
/** Content is looked through for something visible up to this size; whether more is all blank is left to the parser. */
const BLANK_SIZE_MAX = 64 * 1024;
const BLANK_BYTE_MAX = 0x20;

/** Tells what a parser would surely refuse. Content of text formats may be a string or bytes, of binary formats only bytes. */
export const contentSniffer: ContentSniffer = (contentType, content) => {
  const format = formatOf(contentType);
  if (format === undefined) return unsupportedType(contentType);
  try {
    check(format, content);
    return null;
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
};

function check(format: Format, content: string | Uint8Array): void {
  if (format === 'pdf') assertPdf(bytesOf(content, { code: 'DOCUMENT_PDF_INVALID', name: 'PDF' }));
  else if (format === 'docx') assertDocx(bytesOf(content, { code: 'DOCUMENT_DOCX_INVALID', name: 'DOCX' }));
  else if (typeof content === 'string') assertText(format, content);
  else assertTextBytes(content);
}

function assertText(format: Format, text: string): void {
  assertTextLength(text.length);
  if (text.length <= BLANK_SIZE_MAX && !hasVisibleText(text)) throw emptyDocument();
  if (format === 'json' && text.length <= TRIED_JSON_LENGTH_MAX) parseJson(text);
}

function assertTextBytes(bytes: Uint8Array): void {
  if (bytes.length > SOURCE_BYTES_MAX) throw tooLarge('bytes', SOURCE_BYTES_MAX);
  const error = encodingError(bytes);
  if (error !== null) throw error;
  if (encodingOf(bytes) === 'utf-8' && isBlank(bytes)) throw emptyDocument();
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.length <= BLANK_SIZE_MAX && bytes.every((byte) => byte <= BLANK_BYTE_MAX);
}

function assertPdf(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PDF_HEADER_WITHIN_BYTES));
  if (head.includes('%PDF-')) return;
  throw new CodedError(
    'DOCUMENT_PDF_INVALID',
    'The document is not a PDF: it has no PDF header. Send the file as it is, with the content type of its real format.',
  );
}

/** A DOCX file is a ZIP archive, which begins with the signature of its first entry. */
function assertDocx(bytes: Uint8Array): void {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) return;
  throw new CodedError(
    'DOCUMENT_DOCX_INVALID',
    'The document is not a DOCX file: it does not begin as a ZIP archive. Save it as .docx, or send it with the content type of its real format.',
  );
}
