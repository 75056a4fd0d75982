import type { Sockets } from './api-types.ts';
import { QueryloomError } from './client-error.ts';
import type { ClientSocket } from './client-socket.ts';
import { MessageQueue } from './message-queue.ts';

type Sends = Sockets['streamQueries']['sends'];
/** One chunk of a streamed query; `complete` or `error` is the last. */
export type Chunk = Sockets['streamQueries']['receives'];
/** A chunk where the connection has one query alone, and needs no id. */
export type StreamedChunk = Chunk extends infer One ? (One extends unknown ? Omit<One, 'id'> : never) : never;
type Fields = Omit<Extract<Sends, { readonly text: string }>, 'text' | 'id' | 'action'>;

/** Many streamed queries over one connection, each read on its own. */
export class QuerySocket {
  readonly #socket: ClientSocket<Sends, Chunk>;
  readonly #queries = new Map<string, MessageQueue<Chunk>>();
  #count = 0;
  #isOver = false;

  constructor(socket: ClientSocket<Sends, Chunk>) {
    this.#socket = socket;
    void this.#deliver();
  }

  /** The chunks of one query as they come. Leaving the loop early ends its work on the server. */
  async *ask(text: string, fields: Fields = {}): AsyncGenerator<Chunk> {
    if (this.#isOver) throw await this.#ended();
    this.#count++;
    const id = `q${this.#count}`;
    const chunks = new MessageQueue<Chunk>();
    this.#queries.set(id, chunks);
    let isOver = false;
    try {
      this.#socket.send({ ...fields, text, id });
      while (!isOver) {
        const chunk = await chunks.next();
        if (chunk === null) throw await this.#ended();
        isOver = chunk.chunk_type === 'complete' || chunk.chunk_type === 'error';
        yield chunk;
      }
    } finally {
      this.#queries.delete(id);
      if (!isOver) this.#socket.send({ action: 'cancel', id });
    }
  }

  close(): void {
    this.#socket.close();
  }

  async #deliver(): Promise<void> {
    for await (const chunk of this.#socket) if (chunk.id !== null) this.#queries.get(chunk.id)?.put(chunk);
    this.#isOver = true;
    for (const chunks of this.#queries.values()) chunks.end();
  }

  async #ended(): Promise<QueryloomError> {
    const { code, reason } = await this.#socket.closed;
    return new QueryloomError({ message: `The connection ended: ${code} ${reason}`.trim() });
  }
}
