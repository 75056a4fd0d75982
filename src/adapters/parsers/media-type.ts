import { CodedError } from '../../shared/errors.ts';

/** Media types that can be read, by the format behind them. */
export const MEDIA_TYPES = {
  text: ['text/plain'],
  markdown: ['text/markdown', 'text/x-markdown'],
  html: ['text/html', 'application/xhtml+xml'],
  pdf: ['application/pdf'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  json: ['application/json'],
  ndjson: ['application/x-ndjson', 'application/jsonl'],
  csv: ['text/csv', 'text/tab-separated-values'],
} as const;

export type Format = keyof typeof MEDIA_TYPES;

const FORMATS: readonly Format[] = ['text', 'markdown', 'html', 'pdf', 'docx', 'json', 'ndjson', 'csv'];

/** The media type alone: lower case, without parameters such as `charset`. */
export function essence(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** The format of a content type, or undefined when it cannot be read. */
export function formatOf(contentType: string): Format | undefined {
  const type = essence(contentType);
  return FORMATS.find((format) => MEDIA_TYPES[format].some((known) => known === type));
}

/** The error for content types without a parser; it lists those that have one. */
export function unsupportedType(contentType: string): CodedError {
  const known = FORMATS.map((format) => MEDIA_TYPES[format][0]).join(', ');
  return new CodedError(
    'DOCUMENT_UNSUPPORTED_TYPE',
    `The content type "${essence(contentType).slice(0, 100)}" cannot be read. Use one of: ${known}.`,
  );
}
