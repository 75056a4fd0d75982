import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import { CSV_HEAD, toCsv, toCsvNotice, toCsvRows } from './to-csv.ts';
import { toJson, toJsonEntry, toJsonNotice } from './to-json.ts';
import { toMarkdown, toMarkdownNotice } from './to-markdown.ts';

export const FORMAT_NAMES = ['json', 'csv', 'markdown'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** How a format is written: one answer as a file, and many as a head, entries with something between them, and a tail. */
export type ExportFormat = {
  readonly extension: string;
  readonly contentType: string;
  readonly one: (answer: RestoredAnswer) => string;
  readonly head: string;
  readonly entry: (answer: RestoredAnswer) => string;
  /** Stands in for an answer that was deleted while the file was written. */
  readonly notice: (queryId: string, notice: string) => string;
  readonly between: string;
  readonly tail: string;
  /** A file without an entry. */
  readonly empty: string;
};

export const FORMATS: Readonly<Record<FormatName, ExportFormat>> = {
  json: {
    extension: 'json',
    contentType: 'application/json; charset=utf-8',
    one: toJson,
    head: '[\n',
    entry: toJsonEntry,
    notice: toJsonNotice,
    between: ',\n',
    tail: '\n]\n',
    empty: '[]\n',
  },
  csv: {
    extension: 'csv',
    contentType: 'text/csv; charset=utf-8',
    one: toCsv,
    head: CSV_HEAD,
    entry: toCsvRows,
    notice: toCsvNotice,
    between: '',
    tail: '',
    empty: CSV_HEAD,
  },
  markdown: {
    extension: 'md',
    contentType: 'text/markdown; charset=utf-8',
    one: toMarkdown,
    head: '',
    entry: toMarkdown,
    notice: toMarkdownNotice,
    between: '\n---\n\n',
    tail: '',
    empty: 'No queries.\n',
  },
};
