import type { KeyRecord, KeyStore } from '../../ports/key-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';

export type KeyNewsOptions = {
  readonly store: Pick<KeyStore, 'changesAfter'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told of every key that was changed, by this process or another. */
  readonly changed: (record: KeyRecord) => void;
  /** The store could not be asked; told once until it can again. */
  readonly failed: (error: unknown) => void;
};

/** Between two looks at the store. One takes microseconds there; what is held is never older than this and the time a look takes. */
const LOOK_EVERY_MS = 250;
/** Without a look for so long nothing held is believed any more: together with a look's own time below the second that is promised. */
export const BELIEVED_MS = 900;
/** How long open sockets live on while the store cannot be asked. Requests are refused after the first second. */
const SILENCE_MS_MAX = 5_000;
/** Keys read by one step of a look. */
const PAGE = 200;

/**
 * What happened to keys, from the store itself, four times a second. The numbers of changes have no gaps in time: after a look everything
 * up to its number is known, so one look confirms all keys held.
 */
export class KeyNews {
  readonly #options: KeyNewsOptions;
  readonly #ending = new AbortController();
  #position: number | null = null;
  /** When the last look that succeeded began, monotonic. */
  #confirmedMs = Number.NEGATIVE_INFINITY;
  /** When the look that is under way began; never, when none is. */
  #begunMs = Number.POSITIVE_INFINITY;
  #looking: Promise<void> | null = null;
  #isFailing = false;
  #isWanted = false;

  constructor(options: KeyNewsOptions) {
    this.#options = options;
  }

  /** Number of the last change known; moves with every look that finds one. */
  get position(): number | null {
    return this.#position;
  }

  /** Whether what is held is fresh enough to be believed without asking the store. */
  get isFresh(): boolean {
    return this.ageMs <= BELIEVED_MS;
  }

  /**
   * Whether the store has been silent for too long for anything held to count. A process that stood still itself has not lost the
   * store: it has not asked.
   */
  get isLost(): boolean {
    if (this.ageMs <= SILENCE_MS_MAX) return false;
    return this.#isFailing || this.#options.clock.monotonic() - this.#begunMs > SILENCE_MS_MAX;
  }

  /** Milliseconds since everything held was known to be right. */
  get ageMs(): number {
    return this.#options.clock.monotonic() - this.#confirmedMs;
  }

  /** Looks until it is stopped; resolves after the first look, which has to succeed. */
  async start(): Promise<void> {
    await this.#read();
    this.#begunMs = Number.POSITIVE_INFINITY;
    void this.#lookRegularly();
  }

  stop(): void {
    this.#ending.abort();
  }

  /** Looks now, once more when a look is under way: that one may have passed over what is asked for. Never rejects. */
  look(): Promise<void> {
    this.#isWanted = true;
    this.#looking ??= this.#lookWhileWanted().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#look();
    }
  }

  async #lookRegularly(): Promise<void> {
    const { signal } = this.#ending;
    for (;;) {
      await this.#options.scheduler.sleep(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      await this.look();
    }
  }

  async #look(): Promise<void> {
    try {
      await this.#read();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#options.failed(error);
      this.#isFailing = true;
    } finally {
      this.#begunMs = Number.POSITIVE_INFINITY;
    }
  }

  async #read(): Promise<void> {
    const { store, clock, changed } = this.#options;
    const begunMs = clock.monotonic();
    this.#begunMs = begunMs;
    // Ends: every page but the last moves the position.
    for (;;) {
      const { position, records } = await store.changesAfter(this.#position, PAGE);
      for (const record of records) changed(record);
      this.#position = position;
      if (records.length < PAGE) break;
    }
    this.#confirmedMs = begunMs;
  }
}
