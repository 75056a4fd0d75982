/** Terms to small dense ids. An id whose term has left the corpus is used again, so churn cannot grow the dictionary. */
export class TermDictionary {
  readonly #ids = new Map<string, number>();
  readonly #terms: (string | undefined)[] = [];
  readonly #free: number[] = [];
  #characters = 0;
  /** By id: a bit for each kind of letter, and the length (0 where no term is): what near terms are sifted by. */
  #letters = new Uint32Array(8);
  #lengths = new Uint8Array(8);

  get(term: string): number | undefined {
    return this.#ids.get(term);
  }

  /** The term's id, made when it is not there. */
  take(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.#free.pop() ?? this.#terms.length;
    this.#ids.set(term, id);
    this.#terms[id] = term;
    this.#characters += term.length;
    this.#describe(id, term);
    return id;
  }

  release(id: number): void {
    const term = this.#terms[id];
    if (term === undefined) return;
    this.#ids.delete(term);
    this.#terms[id] = undefined;
    this.#lengths[id] = 0;
    this.#free.push(id);
    this.#characters -= term.length;
  }

  /**
   * Ids of the terms that may be at most `maxDistance` edits from one: each edit changes the length by one at most and the
   * kinds of letters by one on each side. Some 1 ns a term of the dictionary.
   */
  forEachLike(term: string, maxDistance: number, visit: (id: number, term: string) => void): void {
    const letters = lettersOf(term);
    const shortest = Math.max(1, term.length - maxDistance);
    const longest = term.length + maxDistance;
    const lengths = this.#lengths;
    const described = this.#letters;
    const end = Math.min(this.#terms.length, lengths.length);
    for (let id = 0; id < end; id++) {
      const length = lengths[id] ?? 0;
      if (length < shortest || length > longest) continue;
      const own = described[id] ?? 0;
      if (hasMoreBits(letters & ~own, maxDistance) || hasMoreBits(own & ~letters, maxDistance)) continue;
      visit(id, this.#terms[id] ?? '');
    }
  }

  bytes(): number {
    const described = this.#letters.byteLength + this.#lengths.byteLength;
    return this.#ids.size * ENTRY_BYTES + this.#characters + 8 * (this.#terms.length + this.#free.length) + described;
  }

  #describe(id: number, term: string): void {
    if (id >= this.#letters.length) {
      const size = Math.max(id + 1, this.#letters.length + (this.#letters.length >>> 1));
      const letters = new Uint32Array(size);
      const lengths = new Uint8Array(size);
      letters.set(this.#letters);
      lengths.set(this.#lengths);
      this.#letters = letters;
      this.#lengths = lengths;
    }
    this.#letters[id] = lettersOf(term);
    this.#lengths[id] = Math.min(LENGTH_MAX, term.length);
  }
}

/** What a byte holds; terms are cut long before. */
const LENGTH_MAX = 255;

/** A bit for each code unit's last five bits: the letters of the Latin alphabet have one each. */
function lettersOf(term: string): number {
  let letters = 0;
  for (let i = 0; i < term.length; i++) letters |= 1 << (term.charCodeAt(i) & 31);
  return letters;
}

/** Takes bits away one by one: for the few that are asked about, faster than counting all. */
function hasMoreBits(bits: number, max: number): boolean {
  let rest = bits;
  for (let i = 0; i < max; i++) rest &= rest - 1;
  return rest !== 0;
}

/** V8's share of a Map for one entry, and a string's header with its rounding: an estimate for memory figures. */
const ENTRY_BYTES = 64;
