import type { ErrorCode } from '../shared/errors.ts';

/** What a caller sees of a code: the HTTP status and a short title that never changes (RFC 9457). */
export type ErrorEntry = { readonly status: number; readonly title: string };

/** The one table from code to contract. Exhaustive by type: a code without its row does not compile. */
export const ERROR_MAP: Readonly<Record<ErrorCode, ErrorEntry>> = {
  REQUEST_INVALID: { status: 400, title: 'Invalid request' },
  REQUEST_MALFORMED_JSON: { status: 400, title: 'Malformed JSON' },
  REQUEST_TOO_DEEP: { status: 400, title: 'Body nested too deeply' },
  REQUEST_TOO_LARGE: { status: 413, title: 'Body too large' },
  REQUEST_TOO_SLOW: { status: 408, title: 'Request not received in time' },
  REQUEST_URI_TOO_LONG: { status: 414, title: 'Request target too long' },
  REQUEST_HEADERS_TOO_LARGE: { status: 431, title: 'Request headers too large' },
  REQUEST_MALFORMED_HTTP: { status: 400, title: 'Malformed HTTP request' },
  REQUEST_UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported media type' },
  REQUEST_CURSOR_INVALID: { status: 400, title: 'Invalid cursor' },
  REQUEST_TIMEOUT: { status: 504, title: 'Deadline passed' },
  // 499 is the status servers log for a client that left; nobody is there to read it.
  REQUEST_CANCELLED: { status: 499, title: 'Cancelled by the client' },
  METRICS_TOKEN_INVALID: { status: 401, title: 'Metrics token needed' },
  ROUTE_NOT_FOUND: { status: 404, title: 'No such operation' },
  ROUTE_METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  QUERY_NOT_FOUND: { status: 404, title: 'Query not found' },
  QUERY_FILTER_INVALID: { status: 400, title: 'Invalid filter' },
  QUERY_BACKEND_UNAVAILABLE: { status: 503, title: 'Search backend unavailable' },
  QUERY_CACHE_ONLY_MISS: { status: 404, title: 'Not in the cache' },
  QUERY_TOOL_UNAVAILABLE: { status: 422, title: 'Tool unavailable' },
  DOCUMENT_NOT_FOUND: { status: 404, title: 'Document not found' },
  DOCUMENT_EMPTY: { status: 422, title: 'Document without text' },
  DOCUMENT_TOO_LARGE: { status: 413, title: 'Document too large' },
  DOCUMENT_UNSUPPORTED_TYPE: { status: 415, title: 'Document type not supported' },
  DOCUMENT_BASE64_INVALID: { status: 422, title: 'Invalid base64' },
  DOCUMENT_ENCODING_INVALID: { status: 422, title: 'Invalid text encoding' },
  DOCUMENT_PDF_INVALID: { status: 422, title: 'Invalid PDF' },
  DOCUMENT_PDF_ENCRYPTED: { status: 422, title: 'Encrypted PDF' },
  DOCUMENT_DOCX_INVALID: { status: 422, title: 'Invalid DOCX' },
  DOCUMENT_ARCHIVE_BOMB: { status: 422, title: 'Archive expands too far' },
  DOCUMENT_CSV_RAGGED: { status: 422, title: 'CSV rows of unequal length' },
  DOCUMENT_CSV_INVALID: { status: 422, title: 'Invalid CSV' },
  DOCUMENT_JSON_INVALID: { status: 422, title: 'Invalid JSON document' },
  DOCUMENT_PARSE_TIMEOUT: { status: 422, title: 'Document took too long to read' },
  DOCUMENT_PARSE_FAILED: { status: 422, title: 'Document cannot be read' },
  DOCUMENT_SUPERSEDED: { status: 409, title: 'Document replaced meanwhile' },
  DOCUMENT_DUPLICATE_ID: { status: 422, title: 'Document id given twice' },
  DOCUMENT_ALL_REJECTED: { status: 422, title: 'Every document was rejected' },
  INGEST_NOT_FOUND: { status: 404, title: 'Ingest not found' },
  INGEST_ALREADY_FINISHED: { status: 409, title: 'Ingest already finished' },
  INGEST_QUEUE_FULL: { status: 503, title: 'Ingest queue full' },
  EXPORT_FORMAT_UNKNOWN: { status: 400, title: 'Unknown export format' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'Idempotency key used for another request' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'Same request still in progress' },
  SERVER_OVERLOADED: { status: 503, title: 'Server overloaded' },
  SERVER_STOPPING: { status: 503, title: 'Server stopping' },
  SERVER_NOT_READY: { status: 503, title: 'Server not ready' },
  SERVER_INTERNAL: { status: 500, title: 'Internal error' },
  INDEX_FULL: { status: 507, title: 'Index full' },
  RECORDS_UNAVAILABLE: { status: 503, title: 'Records unavailable' },
  RECORDS_DISK_FULL: { status: 507, title: 'Disk full' },
  RECORDS_LOCKED: { status: 503, title: 'Records locked' },
  RECORDS_SCHEMA_NEWER: { status: 500, title: 'Records of a newer version' },
  CONFIG_INVALID: { status: 500, title: 'Invalid configuration' },
  MODEL_FILES_INVALID: { status: 500, title: 'Invalid model files' },
};

/** Seconds a client should wait before a retry, for the codes where waiting helps; becomes `Retry-After`. */
export const RETRY_AFTER_SECONDS: Readonly<Partial<Record<ErrorCode, number>>> = {
  QUERY_BACKEND_UNAVAILABLE: 5,
  QUERY_TOOL_UNAVAILABLE: 5,
  INGEST_QUEUE_FULL: 5,
  IDEMPOTENCY_IN_PROGRESS: 1,
  SERVER_OVERLOADED: 1,
  SERVER_STOPPING: 5,
  SERVER_NOT_READY: 2,
  RECORDS_UNAVAILABLE: 5,
  RECORDS_LOCKED: 5,
};

/** Codes whose message may hold paths or internals of the machine: the caller reads the title instead. */
export const CONCEALED_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SERVER_INTERNAL',
  'RECORDS_SCHEMA_NEWER',
  'CONFIG_INVALID',
  'MODEL_FILES_INVALID',
]);
