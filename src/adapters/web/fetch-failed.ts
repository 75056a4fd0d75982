import { CodedError } from '../../shared/errors.ts';

/** Codes of sockets, TLS and the HTTP parser in plain words; others are told by their codes. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'it refuses connections'],
  ['ECONNRESET', 'it broke the connection off'],
  ['EPIPE', 'it broke the connection off'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'it broke the connection off'],
  ['ETIMEDOUT', 'it cannot be reached'],
  ['EHOSTUNREACH', 'it cannot be reached'],
  ['ENETUNREACH', 'it cannot be reached'],
  ['HPE_HEADER_OVERFLOW', 'the headers of its answer are too large'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is signed by nobody that is trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is signed by nobody that is trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is signed by nobody that is trusted'],
]);

/** `SOURCE_FETCH_FAILED`: what is wrong with the server of an address, and the remedy that holds for all of it. */
export function fetchFailed(url: URL, reason: string, cause?: unknown): CodedError {
  return new CodedError(
    'SOURCE_FETCH_FAILED',
    `"${url.host}" gave no document: ${reason}. Check that the address opens in a browser, or send the document itself.`,
    cause === undefined ? {} : { cause },
  );
}

/** An error of a connection or of what came over it, as `SOURCE_FETCH_FAILED`; one that has a code of ours stays as it is. */
export function asFetchFailed(url: URL, error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_FORMAT'))
    return fetchFailed(url, 'its answer is not compressed as it says', error);
  if (code.startsWith('HPE_')) return fetchFailed(url, REASONS.get(code) ?? 'its answer is not valid HTTP', error);
  return fetchFailed(url, REASONS.get(code) ?? `the connection failed${code === '' ? '' : ` (${code})`}`, error);
}
