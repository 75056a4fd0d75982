import type { FastifyRequest } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import type { Caller } from '../../ports/caller.ts';
import type { Principal } from '../../ports/scope.ts';
import { assert } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Admission } from './admission.ts';
import { closeReason, giveReasons } from './close-reasons.ts';
import { roundedMs } from './fields.ts';
import { MessageRate } from './message-rate.ts';
import { readMessage } from './read-message.ts';
import { SocketOutbox } from './socket-outbox.ts';
import { type AnySocket, CLOSE_CODES, type SocketSession } from './socket-route.ts';
import { beginWork, type SocketWork } from './socket-work.ts';

/** Wrong messages in a row after which a client is taken for broken: one at work answers the first error. */
export const BAD_MESSAGES_MAX = 10;
/** Pings within the time a client may be silent: two may get lost. */
const PINGS_PER_IDLE = 3;
/** Milliseconds a connection may take to finish its work when the server stops: longer than any answer that is not given up anyway. */
const FINISH_MS_MAX = 5_000;

export type ConnectionOptions = {
  readonly socket: WebSocket;
  readonly request: FastifyRequest;
  readonly definition: AnySocket;
  readonly clock: Clock;
  readonly admission: Admission;
  /** Hold every outgoing message to its schema; for tests, where a wrong one must be seen. */
  readonly checkMessages: boolean;
  /** Milliseconds for one piece of work, as for a request. */
  readonly deadlineMs: number;
};

/** One open WebSocket: checks what comes in, bounds what goes out, and knows when to give up. Driven by its socket and by `tick`. */
export class SocketConnection implements SocketSession {
  readonly request: FastifyRequest;
  readonly principal: Principal;
  readonly caller: Caller;
  readonly openedAtMs: number;
  /** Resolves when the connection is gone. */
  readonly gone: Promise<void>;
  readonly #options: ConnectionOptions;
  readonly #outbox: SocketOutbox;
  readonly #rate: MessageRate;
  readonly #ending = new AbortController();
  #take: ((message: unknown) => void) | null = null;
  #finish: (() => void | Promise<void>) | null = null;
  #finishByMs: number | null = null;
  #heardAtMs: number;
  #pingedAtMs: number;
  #badRun = 0;
  /** What the server closed with; a peer that does not answer it ends with 1006. */
  #closedWith: number | null = null;
  #received = 0;
  #sent = 0;

  constructor(options: ConnectionOptions) {
    const { socket, request, definition, clock } = options;
    this.#options = options;
    this.request = request;
    this.principal = request.principal;
    this.caller = request.caller;
    this.openedAtMs = clock.monotonic();
    this.#heardAtMs = this.openedAtMs;
    this.#pingedAtMs = this.openedAtMs;
    this.#outbox = new SocketOutbox(socket, definition.limits.bufferedBytesMax);
    this.#rate = new MessageRate(definition.limits.messagesPerSecondMax, this.openedAtMs);
    giveReasons(socket);
    this.gone = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.#end();
        this.#writeLine(code);
        resolve();
      });
    });
    // Broken frames close the socket by themselves; the work need not wait for the peer's answer to that.
    socket.on('error', () => this.#end());
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => this.#heard());
    socket.on('ping', (data) => {
      if (this.#heard()) socket.pong(data);
    });
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get isBehind(): boolean {
    return this.#outbox.isBehind;
  }

  begin(): SocketWork {
    return beginWork(this.signal, this.#options.deadlineMs);
  }

  async admitted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { admission, definition } = this.#options;
    const verdict = await admission.take(this.caller, { operation: definition.operationId, cost: 1 });
    const refusal = admission.refusal(this.caller, verdict);
    if (refusal !== null) throw refusal;
    const slot = await admission.enterWhenFree(this.caller, 'query', signal);
    try {
      return await work();
    } finally {
      slot.leave({ measured: false });
    }
  }

  /** Ends the connection because the key it was opened with opens nothing any more. */
  endKey(): void {
    this.close(CLOSE_CODES.keyEnded, 'the key this socket was opened with has ended or was revoked');
  }

  send(message: unknown): boolean {
    if (this.signal.aborted) return false;
    const { definition, checkMessages, clock } = this.#options;
    if (checkMessages) {
      const read = definition.outgoing.safeParse(message);
      assert(read.success, `${definition.path} sends against its schema: ${read.error?.message}`);
    }
    const outcome = this.#outbox.send(JSON.stringify(message), clock.monotonic());
    if (outcome === 'lost') this.#giveUpReader();
    else this.#sent++;
    return outcome === 'sent';
  }

  drained(): Promise<void> {
    return this.signal.aborted ? Promise.reject(this.signal.reason) : this.#outbox.drained();
  }

  close(code: number, reason: string): void {
    if (this.signal.aborted) return;
    this.#end();
    this.#closedWith = code;
    // A close is answered by reading on; messages that still come are dropped.
    this.#options.socket.resume();
    this.#options.socket.close(code, closeReason(reason));
  }

  onMessage(take: (message: unknown) => void): void {
    this.#take = take;
  }

  onDrain(finish: () => void | Promise<void>): void {
    this.#finish = finish;
  }

  /** Lets the feature finish, then closes with 1001; resolves when the connection is gone. */
  async shutDown(): Promise<void> {
    this.#finishByMs = this.#options.clock.monotonic() + FINISH_MS_MAX;
    this.#finishWork().finally(() => this.#goAway());
    await this.gone;
  }

  /** Looks after time: asks silent clients whether they are there, closes idle ones, stuck readers and who does not finish. */
  tick(nowMs: number): void {
    if (this.signal.aborted) return;
    const { limits } = this.#options.definition;
    const silentMs = nowMs - this.#heardAtMs;
    if (this.#finishByMs !== null && nowMs > this.#finishByMs) this.#goAway();
    else if (this.#outbox.isStuck(nowMs)) this.#giveUpReader();
    else if (silentMs >= limits.idleMs)
      this.close(CLOSE_CODES.idle, `nothing came for ${limits.idleMs} ms, not even an answer to a ping`);
    else if (Math.min(silentMs, nowMs - this.#pingedAtMs) >= limits.idleMs / PINGS_PER_IDLE) {
      this.#pingedAtMs = nowMs;
      this.#options.socket.ping();
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.signal.aborted || !this.#heard()) return;
    const { messageBytesMax } = this.#options.definition.limits;
    this.#received++;
    assert(Buffer.isBuffer(data), 'the socket has the binaryType nodebuffer');
    if (isBinary) this.close(CLOSE_CODES.binary, 'messages here are JSON in text frames, not binary');
    else if (data.length > messageBytesMax)
      this.close(CLOSE_CODES.tooLarge, `a message here has at most ${messageBytesMax} bytes`);
    else this.#read(data);
  }

  #read(data: Uint8Array): void {
    const { definition } = this.#options;
    const read = readMessage(definition.incoming, data);
    if ('error' in read) this.#refuse(read.error, read.received);
    else {
      this.#badRun = 0;
      try {
        this.#take?.(read.message);
      } catch (error) {
        this.send(definition.toError(error, this, read.received));
      }
    }
  }

  #refuse(error: CodedError, received: unknown): void {
    this.send(this.#options.definition.toError(error, this, received));
    this.#badRun++;
    if (this.#badRun < BAD_MESSAGES_MAX) return;
    this.close(CLOSE_CODES.invalid, `${BAD_MESSAGES_MAX} messages in a row were not valid; the errors before say why`);
  }

  /** Something came; false when it came too fast, and the connection is closed. */
  #heard(): boolean {
    const nowMs = this.#options.clock.monotonic();
    this.#heardAtMs = nowMs;
    if (this.#rate.take(nowMs)) return true;
    const { messagesPerSecondMax } = this.#options.definition.limits;
    this.close(CLOSE_CODES.tooFast, `more than ${messagesPerSecondMax} messages in a second`);
    return false;
  }

  async #finishWork(): Promise<void> {
    try {
      await this.#finish?.();
    } catch (error) {
      this.request.log.error({ err: error }, 'a socket could not finish its work');
    }
  }

  #giveUpReader(): void {
    this.close(CLOSE_CODES.readerTooSlow, 'messages were not read as fast as they were asked for');
  }

  #goAway(): void {
    this.close(CLOSE_CODES.goingAway, 'the server is stopping; connect again');
  }

  #end(): void {
    if (this.signal.aborted) return;
    const reason = new CodedError('REQUEST_CANCELLED', 'The connection was closed before the work was done.');
    this.#ending.abort(reason);
    this.#outbox.end(reason);
  }

  #writeLine(code: number): void {
    const { request, definition, clock } = this.#options;
    request.log.info(
      {
        ...(request.traceId === null ? {} : { trace_id: request.traceId }),
        tenant: this.principal.tenant,
        route: definition.path,
        close_code: this.#closedWith ?? code,
        received: this.#received,
        sent: this.#sent,
        duration_ms: roundedMs(clock.monotonic() - this.openedAtMs),
      },
      'socket',
    );
  }
}
