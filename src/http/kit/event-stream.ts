import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { CodedError } from '../../shared/errors.ts';
import type { Call } from './call.ts';
import { problemOf } from './problem.ts';

/** One server-sent event; `data` becomes JSON on one line, or stands as it is where a protocol asks for plain text (`isText`). */
export type ServerEvent = {
  readonly event?: string;
  readonly id?: string;
  readonly data: unknown;
  readonly isText?: boolean;
};

/** A comment this often keeps proxies, which commonly give up after 30–60 s of silence, from closing a quiet stream. */
export const HEARTBEAT_MS = 15_000;
/** Bytes held for a slow reader before the source is not asked for more. */
const BUFFERED_BYTES_MAX = 64 * 1024;

/**
 * Answers with server-sent events. The source is pulled only as fast as the client reads, and returned (`finally` runs) when the
 * client leaves. An error of the source becomes a last event `error` that carries a problem. Return its result from the handler.
 */
export function sendEvents(call: Call, events: AsyncIterable<ServerEvent>, heartbeatMs = HEARTBEAT_MS): FastifyReply {
  const fail = (error: unknown) => ({ event: 'error', data: problemOf(error, call.request) });
  const stream = new EventStream(events, fail, heartbeatMs);
  const forget = call.request.server.sockets.endWithKey(call.caller, () => {
    call.abandon(keyEnded());
    stream.end(keyEnded());
  });
  stream.once('close', forget);
  return call.reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(stream);
}

function keyEnded(): CodedError {
  return new CodedError('KEY_INVALID', 'The key this stream was opened with has ended or was revoked.');
}

/** An event as the wire has it. Line breaks cannot stand in a name or an id, so they are taken out. */
export function formatEvent(event: ServerEvent): string {
  const id = event.id === undefined ? '' : `id: ${oneLine(event.id)}\n`;
  const name = event.event === undefined ? '' : `event: ${oneLine(event.event)}\n`;
  const data = event.isText === true ? oneLine(String(event.data)) : (JSON.stringify(event.data) ?? 'null');
  return `${id}${name}data: ${data}\n\n`;
}

class EventStream extends Readable {
  readonly #source: AsyncIterator<ServerEvent>;
  readonly #fail: (error: unknown) => ServerEvent;
  readonly #heartbeat: NodeJS.Timeout;
  #pulling = false;
  #quiet = true;
  #ended = false;

  constructor(events: AsyncIterable<ServerEvent>, fail: (error: unknown) => ServerEvent, heartbeatMs: number) {
    super({ highWaterMark: BUFFERED_BYTES_MAX, encoding: 'utf8' });
    this.#source = events[Symbol.asyncIterator]();
    this.#fail = fail;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    this.#heartbeat.unref();
  }

  override _read(): void {
    if (this.#pulling) return;
    this.#pulling = true;
    this.#source.next().then(
      (step) => this.#take(step),
      (error: unknown) => this.#finish(formatEvent(this.#fail(error))),
    );
  }

  /** Ends the stream with an error as its last event; its source is left. */
  end(error: CodedError): void {
    if (this.#ended) return;
    this.#finish(formatEvent(this.#fail(error)));
    this.#source.return?.().catch(() => undefined);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#heartbeat);
    const returned = this.#source.return?.();
    if (returned === undefined) done(error);
    else
      returned.then(
        () => done(error),
        (cause: unknown) => done(error ?? (cause instanceof Error ? cause : null)),
      );
  }

  #take(step: IteratorResult<ServerEvent>): void {
    if (this.destroyed || this.#ended) return;
    this.#pulling = false;
    if (step.done === true) this.#finish(null);
    else {
      this.#quiet = false;
      this.push(formatEvent(step.value));
    }
  }

  #finish(last: string | null): void {
    clearInterval(this.#heartbeat);
    if (this.destroyed || this.#ended) return;
    this.#ended = true;
    if (last !== null) this.push(last);
    this.push(null);
  }

  #beat(): void {
    if (this.#quiet && this.readableLength === 0) this.push(': still here\n\n');
    this.#quiet = true;
  }
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
