import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a raw connection got: all bytes as latin-1 text, the status of each answer, and whether the server closed it. */
export type RawAnswer = { readonly text: string; readonly statuses: readonly number[]; readonly closed: boolean };

/** Milliseconds after which an open connection is taken to stay open. Only what is expected to stay open waits so long. */
const OPEN_MS = 1_500;

/** Sends these bytes and gives what comes back: until the server closes, or until `answers` answers are there. */
export async function sendRaw(
  url: string,
  bytes: string | Buffer,
  { answers = Number.POSITIVE_INFINITY, openMs = OPEN_MS } = {},
): Promise<RawAnswer> {
  const socket = await openRaw(url);
  const parts: Buffer[] = [];
  const closed = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), openMs);
    const end = (value: boolean) => {
      clearTimeout(timer);
      resolve(value);
    };
    socket.on('data', (part) => {
      parts.push(part);
      if (Number.isFinite(answers) && statusesOf(Buffer.concat(parts).toString('latin1')).length >= answers) end(false);
    });
    socket.once('close', () => end(true));
    socket.write(bytes);
  });
  socket.destroy();
  const text = Buffer.concat(parts).toString('latin1');
  return { text, statuses: statusesOf(text), closed };
}

/** A connection whose errors are nobody's: a server that hostile clients meet resets many. */
export async function openRaw(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves when a connection is closed, from whichever side and however rudely. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** Bodies in these tests hold no line that looks like a status line. */
function statusesOf(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}
