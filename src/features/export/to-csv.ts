import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import { chunkId } from '../../shared/names.ts';
import { inertCell } from './inert-cell.ts';

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

/** The line of column names. */
export const CSV_HEAD = toLine(COLUMNS);

/** A whole file of one answer. */
export function toCsv(answer: RestoredAnswer): string {
  return CSV_HEAD + toCsvRows(answer);
}

/** One row a source (one row without, when there is none), RFC 4180, formula cells made inert by a leading apostrophe. */
export function toCsvRows(answer: RestoredAnswer): string {
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
  return rows.length === 0 ? toLine(filled(head)) : rows.map(toLine).join('');
}

/** The row of a query that is gone: its id, and the reason in the place of the response. */
export function toCsvNotice(queryId: string, notice: string): string {
  return toLine(filled([queryId, '', notice]));
}

/** One cell: quoted where RFC 4180 asks for it (and around the separators of other regions), and inert. */
export function toCell(value: string): string {
  const inert = inertCell(value);
  return /[",;\t\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function filled(head: readonly string[]): readonly string[] {
  return [...head, ...COLUMNS.slice(head.length).map(() => '')];
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}
