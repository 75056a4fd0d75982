import { CodedError, type ErrorCode, isCodedError } from '../../shared/errors.ts';

/** Fastify's own errors, by its codes, as ours. */
const FRAMEWORK_CODES: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', ['REQUEST_TOO_LARGE', 'The body is larger than this operation accepts.']],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    ['REQUEST_UNSUPPORTED_MEDIA_TYPE', 'Bodies are JSON: send Content-Type: application/json.'],
  ],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', ['REQUEST_MALFORMED_HTTP', 'The body does not have its Content-Length.']],
  ['FST_ERR_BAD_URL', ['REQUEST_INVALID', 'The path is not valid percent-encoded UTF-8.']],
  ['FST_ERR_MAX_PARAM_LENGTH', ['REQUEST_URI_TOO_LONG', 'A part of the path is longer than any id.']],
]);

const STATUS_CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [408, 'REQUEST_TOO_SLOW'],
  [413, 'REQUEST_TOO_LARGE'],
  [414, 'REQUEST_URI_TOO_LONG'],
  [415, 'REQUEST_UNSUPPORTED_MEDIA_TYPE'],
  [431, 'REQUEST_HEADERS_TOO_LARGE'],
]);

/**
 * Whatever was thrown, as an error of the registry. What nobody foresaw becomes `SERVER_INTERNAL` with the original as its cause; its
 * message is for the log alone.
 */
export function toCodedError(thrown: unknown): CodedError {
  if (isCodedError(thrown)) return thrown;
  if (!(thrown instanceof Error)) return internal(thrown);
  // An aborted wait rejects with an AbortError whose cause is the signal's reason, which is one of ours.
  if (thrown.name === 'AbortError' && isCodedError(thrown.cause)) return thrown.cause;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const known = FRAMEWORK_CODES.get(code);
  if (known !== undefined) return new CodedError(known[0], known[1], { cause: thrown });
  // The second is how a stream sees that the response it was written to was closed under it.
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new CodedError('REQUEST_CANCELLED', 'The client closed the connection.', { cause: thrown });
  const status = 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
  if (status < 400 || status > 499) return internal(thrown);
  return new CodedError(STATUS_CODES.get(status) ?? 'REQUEST_INVALID', thrown.message, { cause: thrown });
}

function internal(cause: unknown): CodedError {
  return new CodedError('SERVER_INTERNAL', 'Unexpected error', { cause });
}
