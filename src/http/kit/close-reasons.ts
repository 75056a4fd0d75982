import type { WebSocket } from 'ws';
import { cutEnd } from '../../shared/text.ts';
import { CLOSE_CODES, SOCKET_FRAGMENTS_MAX, SOCKET_MESSAGE_BYTES_MAX } from './socket-route.ts';

/** Bytes of a reason in a close frame: 125 of a control frame less two for the code. */
const REASON_BYTES_MAX = 123;

const REASONS: ReadonlyMap<number, string> = new Map([
  [CLOSE_CODES.protocol, 'what was sent is not a valid WebSocket frame'],
  [CLOSE_CODES.invalid, 'the text of a message is not valid UTF-8'],
  [CLOSE_CODES.policy, `a message comes in at most ${SOCKET_FRAGMENTS_MAX} fragments`],
  [CLOSE_CODES.tooLarge, `a message has at most ${SOCKET_MESSAGE_BYTES_MAX} bytes`],
]);

/** Gives a reason also where the parser of frames closes a socket: it calls `close` with the code alone. */
export function giveReasons(socket: WebSocket): void {
  const close = socket.close.bind(socket);
  socket.close = (code, reason) => close(code, reason ?? (code === undefined ? undefined : REASONS.get(code)));
}

/** A reason that fits into a close frame: cut between characters, with an ellipsis. */
export function closeReason(text: string): string {
  if (Buffer.byteLength(text) <= REASON_BYTES_MAX) return text;
  const ellipsis = '…';
  const head = Buffer.from(text).subarray(0, REASON_BYTES_MAX - Buffer.byteLength(ellipsis));
  // A character cut in half decodes to U+FFFD, which is left out.
  return `${cutEnd(head.toString('utf8'), (character) => character === '\uFFFD')}${ellipsis}`;
}
