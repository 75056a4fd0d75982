import type { WebSocket } from 'ws';

/** A reader that stays behind for so long has stopped reading, or its line cannot carry what it asks for. */
export const READER_BEHIND_MS_MAX = 5_000;
/** Times `bytesMax` that senders who cannot wait (a room telling all its members) may leave for one reader before it is given up. */
const UNHEEDED_FACTOR = 4;

type Waiter = { readonly resolve: () => void; readonly reject: (reason: unknown) => void };

/**
 * Messages on their way to one reader. What waits is counted by the socket itself (`bufferedAmount`: bytes that the kernel has not
 * taken yet), so memory a connection holds is bounded by what is sent after `send` has said false.
 */
export class SocketOutbox {
  readonly #socket: WebSocket;
  readonly #bytesMax: number;
  readonly #waiters: Waiter[] = [];
  #behindSinceMs: number | null = null;

  constructor(socket: WebSocket, bytesMax: number) {
    this.#socket = socket;
    this.#bytesMax = bytesMax;
  }

  /** Sends; `behind` asks the sender to wait, `lost` that the reader be given up: the message was not sent. */
  send(text: string, nowMs: number): 'sent' | 'behind' | 'lost' {
    if (this.#socket.bufferedAmount >= this.#bytesMax * UNHEEDED_FACTOR) return 'lost';
    this.#socket.send(text, this.#flushed);
    if (this.#socket.bufferedAmount < this.#bytesMax) return 'sent';
    this.#behindSinceMs ??= nowMs;
    return 'behind';
  }

  get isBehind(): boolean {
    return this.#behindSinceMs !== null;
  }

  /** True when the reader has been behind for longer than it may. */
  isStuck(nowMs: number): boolean {
    return this.#behindSinceMs !== null && nowMs - this.#behindSinceMs > READER_BEHIND_MS_MAX;
  }

  /** Resolves when less than half of the limit waits, so that senders wake for more than one message. */
  drained(): Promise<void> {
    if (this.#behindSinceMs === null) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Nobody will read any more: whoever waits is told why. */
  end(reason: unknown): void {
    for (const { reject } of this.#waiters.splice(0)) reject(reason);
  }

  // A property, so that a send makes no closure of its own. A failed write ends in the socket's `close`, which ends the waiting.
  readonly #flushed = (): void => {
    if (this.#behindSinceMs === null || this.#socket.bufferedAmount > this.#bytesMax / 2) return;
    this.#behindSinceMs = null;
    for (const { resolve } of this.#waiters.splice(0)) resolve();
  };
}
