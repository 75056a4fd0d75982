/** A list of 32-bit integers that grows: four bytes each, 0 where nothing was set. */
export class WordList {
  #words = new Int32Array(64);

  at(place: number): number {
    return this.#words[place] ?? 0;
  }

  set(place: number, value: number): void {
    if (place >= this.#words.length) {
      const grown = new Int32Array(Math.max(place + 1, this.#words.length + (this.#words.length >>> 1)));
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[place] = value;
  }

  bytes(): number {
    return this.#words.byteLength;
  }
}
