/**
 * The one registry of error codes (`AREA_REASON`). `http/error-map.ts` gives each its status and title, and a test
 * throws every one of them, so a code cannot be added without its place in the contract.
 */
export const ERROR_CODES = [
  'REQUEST_INVALID',
  'REQUEST_MALFORMED_JSON',
  'REQUEST_TOO_DEEP',
  'REQUEST_TOO_LARGE',
  'REQUEST_TOO_SLOW',
  'REQUEST_URI_TOO_LONG',
  'REQUEST_HEADERS_TOO_LARGE',
  'REQUEST_MALFORMED_HTTP',
  'REQUEST_PIPELINE_TOO_LONG',
  'REQUEST_UNSUPPORTED_MEDIA_TYPE',
  'REQUEST_CURSOR_INVALID',
  'REQUEST_TIMEOUT',
  'REQUEST_CANCELLED',
  'REQUEST_ORIGIN_REFUSED',
  'REQUEST_HOST_REFUSED',
  'METRICS_TOKEN_INVALID',
  'KEY_REQUIRED',
  'KEY_INVALID',
  'KEY_IN_URL',
  'KEY_SCOPE_MISSING',
  'KEY_TENANT_REFUSED',
  'KEY_NOT_FOUND',
  'KEY_LIMIT_REACHED',
  'KEY_TIER_REFUSED',
  'KEY_ENDED',
  'KEY_LAST_ADMIN',
  'KEY_FROM_ENVIRONMENT',
  'TICKET_INVALID',
  'RATE_LIMIT_EXCEEDED',
  'RATE_COST_TOO_HIGH',
  'TEMPORARY_REDUCED_CAPACITY',
  'ROUTE_NOT_FOUND',
  'ROUTE_METHOD_NOT_ALLOWED',
  'ROUTE_UPGRADE_REQUIRED',
  'QUERY_NOT_FOUND',
  'QUERY_FILTER_INVALID',
  'QUERY_BACKEND_UNAVAILABLE',
  'QUERY_CACHE_ONLY_MISS',
  'STREAM_NOT_FOUND',
  'STREAM_ID_IN_USE',
  'STREAM_TOO_MANY',
  'MODEL_NOT_FOUND',
  'USER_NOT_FOUND',
  'DOCUMENT_NOT_FOUND',
  'DOCUMENT_EMPTY',
  'DOCUMENT_TOO_LARGE',
  'DOCUMENT_UNSUPPORTED_TYPE',
  'DOCUMENT_BASE64_INVALID',
  'DOCUMENT_ENCODING_INVALID',
  'DOCUMENT_PDF_INVALID',
  'DOCUMENT_PDF_ENCRYPTED',
  'DOCUMENT_DOCX_INVALID',
  'DOCUMENT_ARCHIVE_BOMB',
  'DOCUMENT_CSV_RAGGED',
  'DOCUMENT_CSV_INVALID',
  'DOCUMENT_JSON_INVALID',
  'DOCUMENT_PARSE_TIMEOUT',
  'DOCUMENT_PARSE_FAILED',
  'DOCUMENT_SUPERSEDED',
  'DOCUMENT_DUPLICATE_ID',
  'DOCUMENT_ALL_REJECTED',
  'SOURCE_URL_REFUSED',
  'SOURCE_ADDRESS_REFUSED',
  'SOURCE_REDIRECT_REFUSED',
  'SOURCE_FETCH_FAILED',
  'SOURCE_TOO_LARGE',
  'SOURCE_TOO_SLOW',
  'INGEST_NOT_FOUND',
  'INGEST_ALREADY_FINISHED',
  'INGEST_QUEUE_FULL',
  'EXPORT_FORMAT_UNKNOWN',
  'SAVED_LIMIT_REACHED',
  'TEMPLATE_NOT_FOUND',
  'TEMPLATE_EXISTS',
  'TEMPLATE_EXPANSION_TOO_LONG',
  'ABBREVIATION_NOT_FOUND',
  'BOOKMARK_NOT_FOUND',
  'BOOKMARK_EXISTS',
  'CHAIN_NOT_FOUND',
  'CHAIN_EXISTS',
  'CHAIN_BUILT_IN',
  'CHAIN_CYCLE',
  'CHAIN_TOO_LONG',
  'CHAIN_STEP_UNKNOWN',
  'EXPERIMENT_NOT_FOUND',
  'EXPERIMENT_EXISTS',
  'EXPERIMENT_UNIT_UNKNOWN',
  'EXPERIMENT_FULL',
  'TUNING_PROPOSAL_NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'SERVER_OVERLOADED',
  'SERVER_STOPPING',
  'SERVER_NOT_READY',
  'SERVER_INTERNAL',
  'INDEX_FULL',
  'EVENTS_UNAVAILABLE',
  'EVENTS_FULL',
  'ROOM_FULL',
  'ROOMS_FULL',
  'ROOM_BUSY',
  'DEPENDENCY_UNAVAILABLE',
  'RECORDS_UNAVAILABLE',
  'RECORDS_DISK_FULL',
  'RECORDS_LOCKED',
  'RECORDS_SCHEMA_NEWER',
  'CONFIG_INVALID',
  'MODEL_FILES_INVALID',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One field of a request that is wrong: `path` in dotted form (`documents.3.title`), `message` with the remedy. */
export type FieldIssue = { readonly path: string; readonly message: string };

/** What a problem of a limit says beside its sentence, by its names on the wire; `retry_after` in whole seconds. */
export type LimitMembers = {
  readonly retry_after: number;
  readonly limit_type?: string;
  readonly violated_policies?: readonly string[];
};

export type CodedErrorOptions = {
  readonly cause?: unknown;
  readonly issues?: readonly FieldIssue[];
  readonly limit?: LimitMembers;
};

/** An error of the world (not of the programmer): it has a code of the registry, and its message is fit for the caller. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly FieldIssue[];
  readonly limit: LimitMembers | null;

  constructor(code: ErrorCode, message: string, options: CodedErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CodedError';
    this.code = code;
    this.issues = options.issues ?? [];
    this.limit = options.limit ?? null;
  }
}

/** True for errors that carry a code of the registry, also after a trip through a worker's message port. */
export function isCodedError(error: unknown): error is CodedError {
  return error instanceof CodedError;
}
