/** Words the cache holds before it begins anew; English text draws nineteen of twenty words from fewer. */
const WORDS_MAX = 2 ** 15;
const SLOTS = 2 * WORDS_MAX;
/** Longer words are matched each time: they are rare, and their cost is linear. */
const WORD_UNITS_MAX = 32;
const UNITS_MAX = WORDS_MAX * 12;
const PIECES_MAX = WORDS_MAX * 4;

/** Start value of `hashStep`, and the step itself: FNV-1a over code units. */
export const HASH_START = 0x811c9dc5 | 0;

export function hashStep(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Pieces of words met before, found by hash and code units, so that no substring is made. Some 4 MB, all at the start. */
export class WordCache {
  /** Entry plus one by slot; 0 where free. */
  readonly #slots = new Int32Array(SLOTS);
  readonly #hashes = new Int32Array(WORDS_MAX);
  readonly #unitStarts = new Int32Array(WORDS_MAX + 1);
  readonly #units = new Uint16Array(UNITS_MAX);
  readonly #pieceStarts = new Int32Array(WORDS_MAX + 1);
  readonly #pieces = new Uint16Array(PIECES_MAX);
  #count = 0;

  /** Copies the word's pieces to `out` from `at` and returns the position after them, or −1 when the word is not here. */
  copy(text: string, start: number, end: number, hash: number, out: Uint16Array, at: number): number {
    for (let slot = spread(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] !== hash || !this.#equals(entry, text, start, end)) continue;
      const stop = this.#pieceStarts[entry + 1] ?? 0;
      let to = at;
      for (let i = this.#pieceStarts[entry] ?? 0; i < stop; i++) out[to++] = this.#pieces[i] ?? 0;
      return to;
    }
  }

  /** Keeps the pieces `out[at, to)` of a word that is not here yet. */
  keep(text: string, start: number, end: number, hash: number, out: Uint16Array, at: number, to: number): void {
    if (end - start > WORD_UNITS_MAX) return;
    this.#makeRoom();
    const entry = this.#count++;
    const units = this.#unitStarts[entry] ?? 0;
    const pieces = this.#pieceStarts[entry] ?? 0;
    for (let i = start; i < end; i++) this.#units[units + i - start] = text.charCodeAt(i);
    for (let i = at; i < to; i++) this.#pieces[pieces + i - at] = out[i] ?? 0;
    this.#unitStarts[entry + 1] = units + end - start;
    this.#pieceStarts[entry + 1] = pieces + to - at;
    this.#hashes[entry] = hash;
    let slot = spread(hash);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = entry + 1;
  }

  #equals(entry: number, text: string, start: number, end: number): boolean {
    const from = this.#unitStarts[entry] ?? 0;
    if ((this.#unitStarts[entry + 1] ?? 0) - from !== end - start) return false;
    for (let i = start; i < end; i++) if (this.#units[from + i - start] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Begins anew when a word of the greatest length might not fit. */
  #makeRoom(): void {
    const units = (this.#unitStarts[this.#count] ?? 0) + WORD_UNITS_MAX;
    const pieces = (this.#pieceStarts[this.#count] ?? 0) + WORD_UNITS_MAX;
    if (this.#count < WORDS_MAX && units <= UNITS_MAX && pieces <= PIECES_MAX) return;
    this.#slots.fill(0);
    this.#count = 0;
  }
}

/** FNV's low bits are its weakest; fold the high ones in. */
function spread(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
