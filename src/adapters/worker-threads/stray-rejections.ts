/** Rejections kept until somebody takes them; a damaged document causes one or two. */
const KEPT_MAX = 10;
/** Characters of one that are told. */
const REASON_LENGTH_MAX = 200;

/**
 * Rejections nobody waited for. A library that reads ahead leaves them behind for damaged documents, and without a listener each would end
 * its thread, often when that is at work on the next document, which would be blamed. Make one a thread.
 */
export class StrayRejections {
  readonly #kept: string[] = [];

  constructor() {
    process.on('unhandledRejection', (reason) => {
      if (this.#kept.length < KEPT_MAX) this.#kept.push(toWarning(reason));
    });
  }

  /** Warnings for those that came since the last call. */
  take(): readonly string[] {
    return this.#kept.splice(0);
  }
}

function toWarning(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  return `A part of the document could not be read: ${message.slice(0, REASON_LENGTH_MAX).toWellFormed()}`;
}
