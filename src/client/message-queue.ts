/** What waits for its one reader; a writer never waits. */
export class MessageQueue<T> {
  readonly #waiting: T[] = [];
  #isOver = false;
  #wake: (() => void) | null = null;

  get size(): number {
    return this.#waiting.length;
  }

  put(message: T): void {
    this.#waiting.push(message);
    this.#wake?.();
  }

  /** Nothing more will come. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  /** The next message; null when all are read and nothing more will come. */
  async next(): Promise<T | null> {
    // Ends: a message or the end wakes it.
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) return message;
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
