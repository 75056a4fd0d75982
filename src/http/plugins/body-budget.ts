import { type Readable, Transform, type TransformCallback } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { assert } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';

export type BodyBudgetOptions = {
  readonly clock: Clock;
  /** Bytes of bodies held at once, from their first byte until they are answered. */
  readonly bodiesBytesMax: number;
};

/** Bodies announced as smaller are not counted: connections bound them well enough, and questions cost nothing more. */
const SMALL_BYTES = 16 * 1024;
/** Milliseconds of silence after which a body that is still arriving may have to give way to one that arrives. */
const SILENT_MS = 1_000;

/**
 * Bounds the memory that bodies take while they arrive. Every one has its own limit, and every connection may hold one: without a
 * common limit a few hundred clients that send all but the last byte would fill the machine. When there is no room, the body that
 * has been silent the longest gives way, else the one that wants more; both are answered 503.
 */
export const bodyBudgetPlugin = fastifyPlugin(
  (app: FastifyInstance, { clock, bodiesBytesMax }: BodyBudgetOptions, done) => {
    const budget = new BodyBudget(clock, bodiesBytesMax);
    app.addHook('preParsing', (request, reply, payload, next) => {
      if (isSmall(request)) return next(null, payload);
      // Who left while it was looked up who asks: no event tells it once more.
      if (reply.raw.destroyed) return next(cancelled());
      const body = new CountedBody(budget, payload);
      reply.raw.once('close', () => budget.forget(body));
      next(null, body);
    });
    done();
  },
  { name: 'queryloom-body-budget', fastify: '5.x', dependencies: ['queryloom-errors'] },
);

function isSmall({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BYTES;
}

class BodyBudget {
  readonly #clock: Clock;
  readonly #bytesMax: number;
  /** Bodies that are still arriving, the one that was silent the longest first, with the time of their latest bytes. */
  readonly #arriving = new Map<CountedBody, number>();
  #bytes = 0;

  constructor(clock: Clock, bytesMax: number) {
    this.#clock = clock;
    this.#bytesMax = bytesMax;
  }

  /** Room for more bytes of a body; false when there is none. */
  take(body: CountedBody, bytes: number): boolean {
    assert(!body.isOver, 'a body that was forgotten holds nothing');
    const nowMs = this.#clock.monotonic();
    while (this.#bytes + bytes > this.#bytesMax) if (!this.#endMostSilent(body, nowMs)) return false;
    this.#bytes += bytes;
    body.bytes += bytes;
    this.#arriving.delete(body);
    this.#arriving.set(body, nowMs);
    return true;
  }

  /** The body is there: it keeps its bytes until it is answered, and gives way to nobody. */
  complete(body: CountedBody): void {
    this.#arriving.delete(body);
  }

  /** The request is answered: what still comes of its body is dropped. */
  forget(body: CountedBody): void {
    body.isOver = true;
    this.#arriving.delete(body);
    this.#bytes -= body.bytes;
    body.bytes = 0;
  }

  #endMostSilent(asking: CountedBody, nowMs: number): boolean {
    const [first] = this.#arriving;
    if (first === undefined) return false;
    const [body, latestMs] = first;
    if (body === asking || nowMs - latestMs < SILENT_MS) return false;
    this.forget(body);
    body.destroy(overloaded());
    return true;
  }
}

/** A body on its way to the parser, counted as it comes. */
class CountedBody extends Transform {
  bytes = 0;
  isOver = false;
  readonly #budget: BodyBudget;

  constructor(budget: BodyBudget, payload: Readable) {
    super();
    this.#budget = budget;
    // The parser listens until it has what it needs; what goes wrong after that concerns nobody.
    this.on('error', () => payload.unpipe(this));
    payload.once('error', (error) => this.destroy(error));
    payload.once('close', () => {
      if (!payload.readableEnded) this.destroy(cancelled());
    });
    payload.pipe(this);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.isOver) done();
    else if (this.#budget.take(this, chunk.length)) done(null, chunk);
    else done(overloaded());
  }

  override _flush(done: TransformCallback): void {
    this.#budget.complete(this);
    done();
  }
}

function cancelled(): CodedError {
  return new CodedError('REQUEST_CANCELLED', 'The client closed the connection.');
}

function overloaded(): CodedError {
  return new CodedError(
    'SERVER_OVERLOADED',
    'Too many large requests are arriving at once; send this one again later.',
  );
}
