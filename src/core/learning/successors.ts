/** Different questions after one that are told apart; the rarest goes when another comes. */
export const SUCCESSORS_MAX = 32;

/** How often which came next. */
export class Successors<T extends { readonly forgotten: boolean }> {
  readonly #counts = new Map<T, number>();
  #total = 0;

  /** Times that anything came next. */
  get total(): number {
    return this.#total;
  }

  /** Different ones that came next. */
  get kinds(): number {
    return this.#counts.size;
  }

  add(item: T): void {
    const known = this.#counts.get(item);
    if (known === undefined && this.#counts.size >= SUCCESSORS_MAX) this.#dropRarest();
    this.#counts.set(item, (known ?? 0) + 1);
    this.#total++;
  }

  /** With their counts; those that were forgotten are dropped on the way. */
  *entries(): Generator<readonly [T, number]> {
    for (const [item, count] of this.#counts) {
      if (item.forgotten) this.#drop(item, count);
      else yield [item, count];
    }
  }

  #dropRarest(): void {
    let rarest: readonly [T, number] | null = null;
    for (const entry of this.#counts) if (rarest === null || entry[1] < rarest[1]) rarest = entry;
    if (rarest !== null) this.#drop(...rarest);
  }

  #drop(item: T, count: number): void {
    this.#counts.delete(item);
    this.#total -= count;
  }
}
