import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What one request came to: the status (0 when the connection broke) and how long it took, in milliseconds. */
export type RawAnswer = { readonly status: number; readonly atMs: number };

const HEAD_END = '\r\n\r\n';

/**
 * One warm connection that sends prepared bytes and reads as little of the answer as it must: a load of thousands a second from a
 * fraction of a core, so that the generator does not take from the server what it measures. Answers must have a Content-Length.
 */
export class RawConnection {
  readonly #socket: Socket;
  #buffered: Buffer = Buffer.alloc(0);
  #done: ((answer: RawAnswer) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (part) => this.#read(part));
    const broken = (): void => this.#finish(0);
    socket.on('error', broken);
    socket.on('close', broken);
  }

  static async open(url: URL): Promise<RawConnection> {
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** One request at a time. */
  send(bytes: Buffer): Promise<RawAnswer> {
    return new Promise((resolve) => {
      this.#done = resolve;
      if (this.#socket.destroyed) this.#finish(0);
      else this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(part: Buffer): void {
    this.#buffered = this.#buffered.length === 0 ? part : Buffer.concat([this.#buffered, part]);
    const headEnd = this.#buffered.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#buffered.toString('latin1', 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + HEAD_END.length + length;
    if (this.#buffered.length < end) return;
    this.#buffered = this.#buffered.subarray(end);
    this.#finish(Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 '.length + 3)));
  }

  #finish(status: number): void {
    const done = this.#done;
    this.#done = null;
    done?.({ status, atMs: performance.now() });
  }
}

/** The bytes of a POST with a JSON body. */
export function postBytes(url: URL, path: string, body: object): Buffer {
  const json = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${url.host}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}${HEAD_END}${json}`);
}
