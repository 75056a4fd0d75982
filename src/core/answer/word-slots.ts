/**
 * Numbers words with slots that are used again: what is known of the word in a slot lies in flat arrays beside this table.
 * Found by a stretch of text, so that no string is made for a word that is known. A set of eight slots is looked through;
 * when it is full, a word that was not asked for since the last look gives way (the clock algorithm),
 * but never the one that was found or claimed last.
 */
export class WordSlots {
  readonly size: number;
  readonly #mask: number;
  readonly #hashes: Int32Array;
  readonly #words: string[];
  readonly #used: Uint8Array;
  #last = -1;

  /** `size` is a power of two, eight or more. */
  constructor(size: number) {
    this.size = size;
    this.#mask = size / WAYS - 1;
    this.#hashes = new Int32Array(size);
    this.#words = Array.from({ length: size }, () => '');
    this.#used = new Uint8Array(size);
  }

  /** The slot of `text.slice(from, to)`, or −1. */
  find(text: string, from: number, to: number): number {
    const hash = hashOf(text, from, to);
    const first = (hash & this.#mask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#hashes[slot] !== hash || !equals(this.#words[slot] ?? '', text, from, to)) continue;
      this.#used[slot] = 1;
      this.#last = slot;
      return slot;
    }
    return -1;
  }

  /** A slot for a word that has none; another word may have lost it. */
  claim(word: string): number {
    const hash = hashOf(word, 0, word.length);
    const slot = this.#free((hash & this.#mask) * WAYS);
    this.#hashes[slot] = hash;
    this.#words[slot] = word;
    this.#used[slot] = 1;
    this.#last = slot;
    return slot;
  }

  #free(first: number): number {
    for (let slot = first; slot < first + WAYS; slot++) if (this.#used[slot] === 0) return slot;
    this.#used.fill(0, first, first + WAYS);
    return first === this.#last ? first + 1 : first;
  }
}

const WAYS = 8;

/** FNV-1a over UTF-16 units, with its high bits brought down; never 0, which marks a slot that was never used. */
export function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) | 0 || 1;
}

function equals(word: string, text: string, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== text.charCodeAt(from + i)) return false;
  return true;
}
