import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { ERROR_MAP } from '../error-map.ts';
import { PROBLEM_CONTENT_TYPE, problem } from '../kit/problem.ts';

const DETAILS: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['REQUEST_HEADERS_TOO_LARGE', 'Request line and headers together are larger than 16 KiB.']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['REQUEST_TOO_SLOW', 'The request did not arrive in time.']],
]);
const MALFORMED: readonly [ErrorCode, string] = [
  'REQUEST_MALFORMED_HTTP',
  'What was sent is not a valid HTTP request.',
];

/** Answers what never became a request (broken HTTP, headers too large, too slow) with a problem too, and closes the connection. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(clientErrorAnswer(error.code ?? ''));
  socket.destroy(error);
}

/** The whole answer, head and body, for an error code of Node's parser. */
export function clientErrorAnswer(parserCode: string): string {
  const [code, detail] = DETAILS.get(parserCode) ?? MALFORMED;
  const requestId = newId('r');
  const { status } = ERROR_MAP[code];
  const body = JSON.stringify(problem({ code, detail, instance: '/', requestId }));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
