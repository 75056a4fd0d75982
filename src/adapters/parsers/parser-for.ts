import type { DocumentParser } from '../../ports/document-parser.ts';
import { createCsvParser } from './csv.ts';
import { createDocxParser } from './docx.ts';
import { createHtmlParser } from './html.ts';
import { createJsonParser } from './json.ts';
import { createMarkdownParser } from './markdown.ts';
import { essence, unsupportedType } from './media-type.ts';
import { createPdfParser } from './pdf.ts';
import { createPlainTextParser } from './plain-text.ts';

/** PDF and DOCX load their libraries when the first such document comes. */
const PARSERS = [
  createPlainTextParser(),
  createMarkdownParser(),
  createHtmlParser(),
  createPdfParser(),
  createDocxParser(),
  createJsonParser(),
  createCsvParser(),
];
const BY_TYPE: ReadonlyMap<string, DocumentParser> = new Map(
  PARSERS.flatMap((parser) => parser.contentTypes.map((type) => [type, parser])),
);

/** The parser of a content type, whatever its parameters and case. Throws `DOCUMENT_UNSUPPORTED_TYPE`, which lists the known ones. */
export function parserFor(contentType: string): DocumentParser {
  const parser = BY_TYPE.get(essence(contentType));
  if (parser === undefined) throw unsupportedType(contentType);
  return parser;
}
