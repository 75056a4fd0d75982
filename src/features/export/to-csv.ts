import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import { chunkId } from '../../shared/names.ts';

const COLUMNS = [
  'query_id',
  'query_text',
  'response',
  'confidence',
  'rank',
  'document_id',
  'chunk_id',
  'title',
  'uri',
  'score',
  'start',
  'end',
  'text',
] as const;

/** A cell that starts like this is run as a formula by spreadsheets, also behind white space. */
const FORMULA_START = /^[\s]*[=+\-@|%]|^[\t\r\n]/;

/** One row a source (one row without, when there is none), RFC 4180, formula cells made inert by a leading apostrophe. */
export function toCsv(answer: RestoredAnswer): string {
  const head = [answer.queryId, answer.queryText, answer.response, String(answer.confidence)];
  const rows = answer.sources.map(({ rank, documentId, chunk, title, uri, score, start, end, text }) => [
    ...head,
    String(rank),
    documentId,
    chunkId(chunk),
    title,
    uri ?? '',
    String(score),
    String(start),
    String(end),
    text,
  ]);
  const table = rows.length > 0 ? rows : [[...head, ...COLUMNS.slice(head.length).map(() => '')]];
  return [COLUMNS, ...table]
    .map((row) => row.map(toCell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

/** One cell: quoted where RFC 4180 asks for it, and inert. Plain numbers stay numbers. */
export function toCell(value: string): string {
  const inert = FORMULA_START.test(value) && !isNumber(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function isNumber(value: string): boolean {
  return /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/.test(value);
}
