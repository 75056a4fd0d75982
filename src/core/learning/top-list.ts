/** The best `limit` different items seen, best first; among equals the first seen. For small limits: an item costs a comparison, a better one a shift. */
export class TopList<T> {
  readonly #limit: number;
  readonly #items: { readonly item: T; readonly score: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#items.length >= this.#limit;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Whether an item of this score would be taken. */
  wants(score: number): boolean {
    const last = this.#items.at(-1);
    return this.#limit > 0 && (!this.isFull || last === undefined || score > last.score);
  }

  /** Offers an item; one that is here already is not taken twice. */
  offer(item: T, score: number): void {
    if (!this.wants(score) || this.#items.some((known) => known.item === item)) return;
    let place = this.#items.length;
    while (place > 0 && (this.#items[place - 1]?.score ?? 0) < score) place--;
    this.#items.splice(place, 0, { item, score });
    if (this.#items.length > this.#limit) this.#items.pop();
  }

  /** Best first. */
  items(): readonly T[] {
    return this.#items.map(({ item }) => item);
  }
}
