import { CsvError, parse } from 'csv-parse/sync';
import type { DocumentParser } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { decodeText } from './decode.ts';
import { BLOCKS_MAX, tooLarge } from './limits.ts';
import { essence, MEDIA_TYPES } from './media-type.ts';
import { TextBuilder } from './text-builder.ts';

/** Bytes of one row. A longer one is almost surely a quote that was never closed, and would hold the reader up. */
const ROW_BYTES_MAX = 1024 * 1024;
const TOO_LONG = `is longer than ${ROW_BYTES_MAX.toLocaleString('en-US')} bytes`;
/** Characters of the header row in which delimiters are counted. */
const SNIFF_LENGTH_MAX = 64 * 1024;
/** In order of preference when they occur equally often. */
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Tables: the first row names the columns, and every further row is a block "column: value; column: value" without its empty
 * cells. Throws `DOCUMENT_CSV_RAGGED` or `DOCUMENT_CSV_INVALID`, each naming the row (the header is row 1).
 */
export function createCsvParser(): DocumentParser {
  return {
    contentTypes: MEDIA_TYPES.csv,
    async parse({ content, contentType }) {
      const text = decodeText(content);
      const isTabbed = essence(contentType) === 'text/tab-separated-values';
      const builder = new TextBuilder();
      addRows(builder, readRows(text, isTabbed ? '\t' : delimiterOf(text)));
      return builder.finish(null);
    },
  };
}

/** The delimiter that occurs most often outside quotes in the first row with anything in it. */
export function delimiterOf(text: string): string {
  const head = text.slice(0, SNIFF_LENGTH_MAX).replace(/^[\ufeff\s]+/, '');
  const counts = new Map<string, number>();
  let isQuoted = false;
  for (const character of head) {
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '\n' || character === '\r') break;
    else counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const count = (delimiter: string) => counts.get(delimiter) ?? 0;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best), DELIMITERS[0]);
}

/** A row with something in it; `number` counts from 1, empty lines too. */
type Row = { readonly cells: readonly string[]; readonly number: number };

/** Tab-separated values know no quotes inside a cell, so there a lone one is text. */
function readRows(text: string, delimiter: string): Row[] {
  assertLineLengths(text);
  const rows = parseRows(text, delimiter);
  if (rows.length > BLOCKS_MAX) throw tooLarge('rows', BLOCKS_MAX);
  return rows;
}

function parseRows(text: string, delimiter: string): Row[] {
  const rows: Row[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter,
      max_record_size: ROW_BYTES_MAX,
      relax_column_count: true,
      relax_quotes: delimiter === '\t',
      // To the library an empty line is a row of the wrong length, and it makes an error for each: 18 µs a line.
      skip_empty_lines: true,
      to: BLOCKS_MAX + 1,
      on_record: (cells: readonly string[], { records, empty_lines }) => {
        rows.push({ cells, number: records + empty_lines });
      },
    });
    return rows;
  } catch (cause) {
    throw cause instanceof CsvError ? libraryError(cause) : cause;
  }
}

/** A line is never longer than its row. The library counts what is in the cells, not a million empty ones. */
function assertLineLengths(text: string): void {
  let row = 1;
  for (let start = 0; start < text.length; row++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (end - start > ROW_BYTES_MAX) throw invalid(row, TOO_LONG);
    start = end + 1;
  }
}

function addRows(builder: TextBuilder, rows: readonly Row[]): void {
  const first = rows.findIndex(({ cells }) => !isBlank(cells));
  const header = withoutEmptyEnd(rows[first]?.cells ?? []).map(oneLine);
  let added = 0;
  for (const { cells: row, number } of rows.slice(first + 1)) {
    if (isBlank(row)) continue;
    const cells = row.length > header.length ? withoutEmptyEnd(row) : row;
    if (cells.length > header.length || row.length < header.length) throw ragged(number, cells.length, header.length);
    builder.block('table_row', rowText(header, cells));
    added++;
  }
  if (added === 0) builder.block('table_row', header.join('; '));
}

function rowText(header: readonly string[], cells: readonly string[]): string {
  const parts: string[] = [];
  for (const [i, cell] of cells.entries()) {
    const value = oneLine(cell);
    if (value !== '') parts.push(`${header[i] || `column ${i + 1}`}: ${value}`);
  }
  return parts.join('; ');
}

function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '');
}

/** Spreadsheets pad rows with empty cells. */
function withoutEmptyEnd(row: readonly string[]): readonly string[] {
  const last = row.findLastIndex((cell) => cell.trim() !== '');
  return row.slice(0, last + 1);
}

function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}

function ragged(row: number, found: number, expected: number): CodedError {
  return new CodedError(
    'DOCUMENT_CSV_RAGGED',
    `Row ${row} of the table has ${found} cells where the header has ${expected}. Give every row as many cells, and put cells that contain the delimiter in double quotes.`,
  );
}

function libraryError(cause: CsvError): CodedError {
  const { records, empty_lines: empty } = cause;
  const row = typeof records === 'number' && typeof empty === 'number' ? records + empty + 1 : 1;
  return invalid(row, cause.code === 'CSV_MAX_RECORD_SIZE' ? TOO_LONG : 'has a double quote out of place', cause);
}

function invalid(row: number, what: string, cause?: CsvError): CodedError {
  return new CodedError(
    'DOCUMENT_CSV_INVALID',
    `Row ${row} of the table ${what}. Put the whole cell in double quotes, close every quote, and double those inside a cell.`,
    cause === undefined ? {} : { cause },
  );
}
