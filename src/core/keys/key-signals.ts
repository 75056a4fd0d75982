import type { EventBus } from '../../ports/event-bus.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import type { Scheduler } from '../../shared/scheduler.ts';

export type KeySignalsOptions = {
  readonly bus: EventBus;
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  /** Keys were changed somewhere: time to look. */
  readonly heard: () => void;
  /** The bus could not be used. Told once until it can again; what it would have told is found by looking. */
  readonly failed: (error: unknown) => void;
};

const TOPIC = 'keys';
/** Between two tries to listen. The look at the store goes on meanwhile, four times a second. */
const LISTEN_AGAIN_MS = 1_000;

/** Tells other processes that keys have changed, without saying which or how: whoever hears it asks the store. */
export class KeySignals {
  readonly #options: KeySignalsOptions;
  readonly #ending = new AbortController();
  #isFailing = false;

  constructor(options: KeySignalsOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#listen();
  }

  stop(): void {
    this.#ending.abort();
  }

  /** Does not wait: whoever changed a key is not kept by a bus that is away. */
  tell(): void {
    void this.#tell();
  }

  async #tell(): Promise<void> {
    const { bus, random } = this.#options;
    try {
      await bus.append(TOPIC, { id: newId('e', random), body: 'changed', kept: false });
      this.#isFailing = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  async #listen(): Promise<void> {
    const { bus, scheduler, heard } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await bus.watch(TOPIC, null, { event: heard, gap: heard, roster: () => undefined }, signal);
        // What was told before the line stood.
        heard();
        this.#isFailing = false;
        return;
      } catch (error) {
        this.#fail(error);
        await scheduler.sleep(LISTEN_AGAIN_MS, signal);
      }
    }
  }

  #fail(error: unknown): void {
    if (!this.#isFailing && !this.#ending.signal.aborted) this.#options.failed(error);
    this.#isFailing = true;
  }
}
