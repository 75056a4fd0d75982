import type { DocumentParser } from '../../ports/document-parser.ts';
import { createMarkdownParser } from './markdown.ts';
import { essence, unsupportedType } from './media-type.ts';
import { createPlainTextParser } from './plain-text.ts';

const parsers = [createPlainTextParser(), createMarkdownParser()];
export function parserFor(contentType: string): DocumentParser {
  const found = parsers.find((p) => p.contentTypes.includes(essence(contentType)));
  if (found === undefined) throw unsupportedType(contentType);
  return found;
}
