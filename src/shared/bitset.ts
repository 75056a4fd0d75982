/**
 * A set of small integers, 32 to a word. The words are plain so that scans (and WebAssembly) read them directly:
 * bit `i` is `words[i >>> 5] >>> (i & 31) & 1`.
 */
export class Bitset {
  words: Uint32Array;

  constructor(bits = 0) {
    this.words = new Uint32Array((bits + 31) >>> 5);
  }

  has(index: number): boolean {
    const word = this.words[index >>> 5];
    return word !== undefined && ((word >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    this.reserve(index + 1);
    const word = index >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (index & 31));
  }

  delete(index: number): void {
    const word = index >>> 5;
    if (word < this.words.length) this.words[word] = (this.words[word] ?? 0) & ~(1 << (index & 31));
  }

  /** Number of members. */
  count(): number {
    let total = 0;
    for (const word of this.words) total += popcount(word);
    return total;
  }

  /** Grows (by doubling) so that `bits` bits fit; never shrinks. */
  reserve(bits: number): void {
    const needed = (bits + 31) >>> 5;
    if (needed <= this.words.length) return;
    const grown = new Uint32Array(Math.max(needed, this.words.length * 2, 4));
    grown.set(this.words);
    this.words = grown;
  }

  clone(): Bitset {
    const copy = new Bitset();
    copy.words = this.words.slice();
    return copy;
  }

  /** Keeps what is in both, in place. */
  and(other: Bitset): this {
    for (let i = 0; i < this.words.length; i++) this.words[i] = (this.words[i] ?? 0) & (other.words[i] ?? 0);
    return this;
  }

  /** Adds what is in `other`, in place. */
  or(other: Bitset): this {
    this.reserve(other.words.length << 5);
    for (let i = 0; i < other.words.length; i++) this.words[i] = (this.words[i] ?? 0) | (other.words[i] ?? 0);
    return this;
  }

  /** Takes away what is in `other`, in place. */
  andNot(other: Bitset): this {
    for (let i = 0; i < this.words.length; i++) this.words[i] = (this.words[i] ?? 0) & ~(other.words[i] ?? 0);
    return this;
  }
}

function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
