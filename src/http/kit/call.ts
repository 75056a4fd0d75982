import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../ports/caller.ts';
import type { Principal } from '../../ports/scope.ts';
import { CodedError } from '../../shared/errors.ts';
import { operationName } from './admission.ts';
import { annotate, type LogNotes } from './request-context.ts';

/** The inputs of a request once its schemas have checked them. */
export type Inputs<Params, Query, Body> = { readonly params: Params; readonly query: Query; readonly body: Body };

/** One call of an operation: its checked inputs, who asks, and the signal that ends its work. */
export class Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly request: FastifyRequest & Inputs<Params, Query, Body>;
  readonly reply: FastifyReply;
  readonly #deadlineMs: number;
  #work: AbortController | null = null;

  /** `deadlineMs` counts from the first look at `signal`; 0 means none (streams). */
  constructor(request: FastifyRequest & Inputs<Params, Query, Body>, reply: FastifyReply, deadlineMs: number) {
    this.request = request;
    this.reply = reply;
    this.#deadlineMs = deadlineMs;
  }

  get params(): Params {
    return this.request.params;
  }

  get query(): Query {
    return this.request.query;
  }

  get body(): Body {
    return this.request.body;
  }

  get principal(): Principal {
    return this.request.principal;
  }

  /** Who calls, with the key and the identity that limits go by. */
  get caller(): Caller {
    return this.request.caller;
  }

  /**
   * Aborts when the client leaves before it was answered (`REQUEST_CANCELLED`) or the deadline passes (`REQUEST_TIMEOUT`, and the
   * caller is answered at once). Made at the first look: an operation that does no slow work pays nothing for it.
   */
  get signal(): AbortSignal {
    this.#work ??= openWork(this.reply, this.#deadlineMs);
    return this.#work.signal;
  }

  /** Aborts `signal` with a reason of the server's own. */
  abandon(reason: CodedError): void {
    this.#work?.abort(reason);
  }

  /** From now on this call only waits, for indexing or the next event: others may have its place in flight. */
  rest(): void {
    this.request.slot?.rest();
  }

  /** Takes one more unit from the caller's limits, for the next step of a call of many; rejects with the refusal. */
  async takeUnit(): Promise<void> {
    const { admission } = this.request.server;
    const verdict = await admission.take(this.caller, { operation: operationName(this.request), cost: 1 });
    const refusal = admission.refusal(this.caller, verdict);
    if (refusal !== null) throw refusal;
  }

  /** Adds fields to the log line of this request. */
  note(notes: LogNotes): void {
    annotate(this.request, notes);
  }
}

// The response's `close`, not the request's: a request closes as soon as its body was read.
function openWork(reply: FastifyReply, deadlineMs: number): AbortController {
  const controller = new AbortController();
  const timer = deadlineMs > 0 ? setTimeout(() => expire(reply, controller, deadlineMs), deadlineMs) : undefined;
  if (reply.raw.destroyed && !reply.raw.writableEnded) controller.abort(cancelled());
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableEnded) controller.abort(cancelled());
  });
  return controller;
}

function expire(reply: FastifyReply, controller: AbortController, deadlineMs: number): void {
  const error = new CodedError('REQUEST_TIMEOUT', `The request was not answered within ${deadlineMs} ms.`);
  controller.abort(error);
  // The operation may be deaf to its signal: the caller is answered all the same, and what comes later is dropped.
  if (!reply.sent && !reply.raw.headersSent) reply.send(error);
}

function cancelled(): CodedError {
  return new CodedError('REQUEST_CANCELLED', 'The client closed the connection before it was answered.');
}
