import { assert } from '../../shared/assert.ts';

/** Which chunk stands at each ordinal: 8 bytes an ordinal, 0 where none does. */
export class ChunkKeys {
  #keys = new Float64Array(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  at(ordinal: number): number {
    return this.#keys[ordinal] ?? 0;
  }

  set(ordinal: number, chunk: number): void {
    assert(chunk > 0, 'chunk keys are positive');
    if (ordinal >= this.#keys.length) {
      // Half as much again keeps the copying of growth below two moves a key.
      const grown = new Float64Array(Math.max(ordinal + 1, Math.ceil(this.#keys.length * 1.5), 64));
      grown.set(this.#keys);
      this.#keys = grown;
    }
    if (this.#keys[ordinal] === 0) this.#count++;
    this.#keys[ordinal] = chunk;
  }

  /** False when none stood there. */
  delete(ordinal: number): boolean {
    if (this.at(ordinal) === 0) return false;
    this.#keys[ordinal] = 0;
    this.#count--;
    return true;
  }

  bytes(): number {
    return this.#keys.byteLength;
  }
}
