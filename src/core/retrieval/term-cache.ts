/**
 * From a word as it is written to its term, bounded: two generations, of which the older is dropped when the younger is
 * full, so hot words survive and a stream of rare ones cannot grow it. An empty term means that the word is left out.
 */
export class TermCache {
  readonly #generationMax: number;
  #young = new Map<string, string>();
  #old = new Map<string, string>();

  constructor(generationMax: number) {
    this.#generationMax = generationMax;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(word: string): string | undefined {
    const term = this.#young.get(word);
    if (term !== undefined) return term;
    const kept = this.#old.get(word);
    if (kept !== undefined) this.set(word, kept);
    return kept;
  }

  /** Both strings must be flat: a slice would keep the whole text that it was cut from. */
  set(word: string, term: string): void {
    if (this.#young.size >= this.#generationMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(word, term);
  }
}
