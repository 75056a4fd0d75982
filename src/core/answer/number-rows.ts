/** Rows for numbers from 1, in the order they came: a hash table of integers in one array. When it is full it begins anew. */
export class NumberRows {
  readonly #rowsMax: number;
  readonly #mask: number;
  /** Pairs of a number and its row; number 0 is an empty place. */
  readonly #places: Int32Array;
  #rows = 0;

  /** `rowsMax` is a power of two; at most half of the places are taken. */
  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
    this.#mask = rowsMax * 2 - 1;
    this.#places = new Int32Array(rowsMax * 4);
  }

  /** The number's row, or −1. */
  find(number: number): number {
    const place = this.#placeOf(number);
    return this.#places[place] === number ? (this.#places[place + 1] ?? -1) : -1;
  }

  /** The next row, for a number that has none. When all rows are taken the table is emptied first. */
  add(number: number): number {
    if (this.#rows === this.#rowsMax) {
      this.#places.fill(0);
      this.#rows = 0;
    }
    const place = this.#placeOf(number);
    this.#places[place] = number;
    this.#places[place + 1] = this.#rows;
    return this.#rows++;
  }

  /** Where the number stands, or the empty place where it would. */
  #placeOf(number: number): number {
    let place = (number & this.#mask) * 2;
    while (this.#places[place] !== 0 && this.#places[place] !== number) place = (place + 2) & (this.#mask * 2 + 1);
    return place;
  }
}
