import { QueryloomError } from './client-error.ts';
import { MessageQueue } from './message-queue.ts';

/** Messages that wait for whoever reads them; a reader further behind is cut off instead of growing for ever. */
const WAITING_MAX = 10_000;
const DONE = 1000;
const POLICY = 1008;

/** Why a connection ended, as RFC 6455 numbers it. */
export type SocketEnd = { readonly code: number; readonly reason: string };

/** One WebSocket of typed JSON messages: sent with `send`, read by iterating. The loop ends with the connection. */
export class ClientSocket<Sends, Receives> implements AsyncIterable<Receives> {
  /** Resolves when the connection is gone. */
  readonly closed: Promise<SocketEnd>;
  readonly #socket: WebSocket;
  readonly #waiting = new MessageQueue<Receives>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        this.#waiting.end();
        resolve({ code, reason });
      });
    });
  }

  /** Resolves when the connection stands; rejects when it never does. */
  static open<Sends, Receives>(socket: WebSocket): Promise<ClientSocket<Sends, Receives>> {
    const opened = new ClientSocket<Sends, Receives>(socket);
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(opened));
      socket.addEventListener('error', () => reject(new QueryloomError({ message: `${socket.url} did not open.` })));
    });
  }

  send(message: Sends): void {
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close(DONE);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Receives> {
    // Ends with the connection, when everything that came before is read.
    for (let message = await this.#waiting.next(); message !== null; message = await this.#waiting.next())
      yield message;
  }

  #take(message: Receives): void {
    if (this.#waiting.size >= WAITING_MAX) this.#socket.close(POLICY, 'messages are not read');
    else this.#waiting.put(message);
  }
}
