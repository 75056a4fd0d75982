type Sink = { readonly warn: (fields: object, message: string) => void };

/** Lines of work in the background before the server has its log; beyond it the oldest go. */
const WAITING_MAX = 100;

/** Carries what happens behind the requests to the server's log, also from before that log is there. */
export class BackgroundLog {
  #sink: Sink | null = null;
  readonly #waiting: { readonly fields: object; readonly message: string }[] = [];

  warn(fields: object, message: string): void {
    if (this.#sink !== null) {
      this.#sink.warn(fields, message);
      return;
    }
    if (this.#waiting.length >= WAITING_MAX) this.#waiting.shift();
    this.#waiting.push({ fields, message });
  }

  /** From now on lines go to `sink`; those that waited go first. */
  reportTo(sink: Sink): void {
    this.#sink = sink;
    for (const { fields, message } of this.#waiting.splice(0)) sink.warn(fields, message);
  }
}
