import type { QueryRequest } from '../../core/query/query-request.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import { streamQuery } from '../../core/query/stream-query.ts';
import type { SocketSession } from '../../http/kit/socket-route.ts';
import type { SocketWork } from '../../http/kit/socket-work.ts';
import type { SocketChunk } from '../../http/kit/stream-schema.ts';
import { toChunks } from '../../http/kit/wire-chunk.ts';
import { CodedError } from '../../shared/errors.ts';

/** Queries of one socket at once: what a page with several panes or a program with a pool asks, and a share one socket may take. */
export const STREAMS_MAX = 32;

type Session = SocketSession<unknown, SocketChunk>;

/** The queries that are being answered on one socket, by the ids their client gave them. */
export class OpenStreams {
  readonly #queries: Pick<QueryService, 'run'>;
  readonly #session: Session;
  readonly #open = new Map<string, SocketWork>();
  readonly #ends = new Set<Promise<void>>();
  #stopping = false;

  constructor(queries: Pick<QueryService, 'run'>, session: Session) {
    this.#queries = queries;
    this.#session = session;
  }

  /** Starts to answer. Throws for an id in use (409), one query too many (429), or a server that is stopping (503). */
  start(id: string, request: QueryRequest): void {
    if (this.#stopping) throw new CodedError('SERVER_STOPPING', 'The server is stopping; ask on a new connection.');
    if (this.#open.has(id))
      throw new CodedError('STREAM_ID_IN_USE', `The query "${id}" is still being answered; give this one another id.`);
    if (this.#open.size >= STREAMS_MAX)
      throw new CodedError('STREAM_TOO_MANY', `A socket answers ${STREAMS_MAX} queries at once; wait for one to end.`);
    const work = this.#session.begin();
    this.#open.set(id, work);
    const end = this.#answer(id, request, work)
      .catch((error: unknown) => {
        // Only a connection that is gone stops an answer from being told; its own errors are its last chunk.
        if (!this.#session.signal.aborted) this.#session.request.log.error({ err: error }, 'a stream broke off');
      })
      .finally(() => this.#ends.delete(end));
    this.#ends.add(end);
  }

  /** Ends the work; its last chunk says so. Throws for an id that is not being answered (404). */
  cancel(id: string): void {
    const work = this.#open.get(id);
    if (work === undefined) throw new CodedError('STREAM_NOT_FOUND', `No query "${id}" is being answered here.`);
    work.cancel();
  }

  /** Takes no more queries; resolves when those under way have been answered. */
  async finish(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#ends);
  }

  async #answer(id: string, request: QueryRequest, work: SocketWork): Promise<void> {
    try {
      const steps = streamQuery(this.#whenRead(), { request, principal: this.#session.principal, signal: work.signal });
      for await (const chunk of toChunks(steps, this.#session.request, request)) {
        // Free before its last chunk is told: a client may use the id again as soon as it has read it.
        if (chunk.chunk_type === 'complete' || chunk.chunk_type === 'error') this.#release(id, work);
        // Looks again after each wait, with nothing between the look and the sending: of all that wake at once, the first to send may put
        // the reader behind again. They wake in turn, so queries that are ready alternate and none starves.
        while (this.#session.isBehind) await this.#session.drained();
        this.#session.send({ ...chunk, id });
      }
    } finally {
      this.#release(id, work);
    }
  }

  /** A reader that is behind gets no new work done for it: the walk begins when it has caught up. */
  #whenRead(): Pick<QueryService, 'run'> {
    return {
      run: async (...asked) => {
        await this.#session.drained();
        return this.#session.admitted(asked[2], () => this.#queries.run(...asked));
      },
    };
  }

  #release(id: string, work: SocketWork): void {
    work.end();
    if (this.#open.get(id) === work) this.#open.delete(id);
  }
}
