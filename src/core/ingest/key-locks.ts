/**
 * One holder a key at a time, in the order of asking. A holder of several keys takes its place for all of them in one
 * step, so holders never wait for each other in a circle. Bounded by its holders: a key without one takes no memory.
 */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `task` when nobody before it holds one of the keys. */
  async run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const { promise: tail, resolve: release } = Promise.withResolvers<void>();
    const before = this.#take(new Set(keys), tail);
    try {
      await Promise.all(before);
      return await task();
    } finally {
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
      release();
    }
  }

  /** Resolves when everybody who holds or waits for the key now has let go of it. */
  async settled(key: string): Promise<void> {
    await this.#tails.get(key);
  }

  /** Keys that are held or waited for. */
  get size(): number {
    return this.#tails.size;
  }

  #take(keys: ReadonlySet<string>, tail: Promise<void>): readonly Promise<void>[] {
    const before: Promise<void>[] = [];
    for (const key of keys) {
      const last = this.#tails.get(key);
      if (last !== undefined) before.push(last);
      this.#tails.set(key, tail);
    }
    return before;
  }
}
