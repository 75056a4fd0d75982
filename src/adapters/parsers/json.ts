import type { DocumentParser } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { isRecord } from '../../shared/is-record.ts';
import { decodeText } from './decode.ts';
import { isScalar, jsonLines } from './json-lines.ts';
import { findJsonError, keepLongNumbers, nestsDeeper } from './json-tokens.ts';
import { formatOf, MEDIA_TYPES } from './media-type.ts';
import { TextBuilder } from './text-builder.ts';

/** Brackets within brackets: nobody writes so many, and millions of them hold the reader up for many seconds. */
const NESTING_MAX = 1_000;
/** `JSON.parse` does not take it. */
const BYTE_ORDER_MARK = /^\ufeff/;

/**
 * JSON and JSON Lines as "path: value" lines: one block an element of a list, a line of JSON Lines, or a key of an object.
 * Throws `DOCUMENT_JSON_INVALID` with the place where the syntax breaks.
 */
export function createJsonParser(): DocumentParser {
  return {
    contentTypes: [...MEDIA_TYPES.json, ...MEDIA_TYPES.ndjson],
    async parse({ content, contentType }) {
      const builder = new TextBuilder();
      const text = decodeText(content);
      const title = formatOf(contentType) === 'ndjson' ? addLines(builder, text) : addWhole(builder, text);
      return builder.finish(title);
    },
  };
}

/** The value of a JSON text. Throws `DOCUMENT_JSON_INVALID`, which names line and column. */
export function parseJson(text: string): unknown {
  return parseAt(text.replace(BYTE_ORDER_MARK, ''), 0);
}

function addWhole(builder: TextBuilder, text: string): string | null {
  const value = parseJson(text);
  if (Array.isArray(value)) addElements(builder, value, '');
  else if (isRecord(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (Array.isArray(child) && child.some((element) => !isScalar(element))) addElements(builder, child, key);
      else add(builder, 'paragraph', child, key);
    }
    return titleOf(value);
  } else add(builder, 'paragraph', value, '');
  return null;
}

function addElements(builder: TextBuilder, list: readonly unknown[], key: string): void {
  for (const [i, element] of list.entries()) add(builder, 'list_item', element, key === '' ? '' : `${key}[${i}]`);
}

function addLines(builder: TextBuilder, text: string): null {
  const source = text.replace(BYTE_ORDER_MARK, '');
  let number = 0;
  for (let start = 0; start < source.length; number++) {
    const newline = source.indexOf('\n', start);
    const end = newline < 0 ? source.length : newline;
    const line = source.slice(start, end);
    if (line.trim() !== '') add(builder, 'list_item', parseAt(line, number), '');
    start = end + 1;
  }
  return null;
}

function parseAt(source: string, linesBefore: number): unknown {
  if (nestsDeeper(source, NESTING_MAX)) throw nested(linesBefore + 1);
  try {
    const value: unknown = JSON.parse(source);
    const exact = keepLongNumbers(source);
    return exact === source ? value : JSON.parse(exact);
  } catch (cause) {
    throw invalid(source, findJsonError(source), { linesBefore, cause });
  }
}

function add(builder: TextBuilder, kind: 'paragraph' | 'list_item', value: unknown, path: string): void {
  const { lines, tooDeep } = jsonLines(value, path);
  builder.block(kind, lines.join('\n'));
  if (tooDeep > 0)
    builder.warn(`Values nested more than 64 levels deep were left out${path === '' ? '' : ` of "${path}"`}.`);
}

function titleOf(value: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['title', 'name']) {
    const title = value[key];
    if (typeof title === 'string' && title.trim() !== '') return title.trim();
  }
  return null;
}

function invalid(
  source: string,
  offset: number,
  at: { readonly linesBefore: number; readonly cause: unknown },
): CodedError {
  const before = source.slice(0, offset).split('\n');
  const line = at.linesBefore + before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const what =
    offset >= source.length ? 'ends too early' : `cannot be read: ${excerpt(source, offset)} does not fit there`;
  return new CodedError(
    'DOCUMENT_JSON_INVALID',
    `The JSON ${what} at line ${line}, column ${column}. Correct it there, or send the document as text/plain.`,
    { cause: at.cause },
  );
}

function nested(line: number): CodedError {
  return new CodedError(
    'DOCUMENT_JSON_INVALID',
    `The JSON that begins at line ${line} is nested more than ${NESTING_MAX.toLocaleString('en-US')} levels deep. Flatten it, or send the document as text/plain.`,
  );
}

function excerpt(source: string, offset: number): string {
  return JSON.stringify(source.slice(offset, offset + 12).toWellFormed());
}
