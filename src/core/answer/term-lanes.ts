/** Vectors side by side: four of them and two others make eight products at a time, whose sums wait for no other's addition. */
const LANES = 4;

/** Where two vectors begin in an array of vectors. */
type VectorPair = { readonly pool: Float32Array; readonly left: number; readonly right: number };

/** A few vectors of one length, against which many others are multiplied, two at a time. */
export class TermLanes {
  readonly #count: number;
  readonly #dimensions: number;
  /** Vector n lies in array n mod 4, block ⌊n / 4⌋; what the last block lacks is zeros. */
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #third: Float64Array;
  readonly #fourth: Float64Array;

  constructor(count: number, dimensions: number) {
    const length = Math.ceil(count / LANES) * dimensions;
    this.#count = count;
    this.#dimensions = dimensions;
    this.#first = new Float64Array(length);
    this.#second = new Float64Array(length);
    this.#third = new Float64Array(length);
    this.#fourth = new Float64Array(length);
  }

  /** Lays the vector at `pool[from]` down as number `index`. */
  lay(index: number, pool: Float32Array, from: number): void {
    const lane = [this.#first, this.#second, this.#third, this.#fourth][index % LANES];
    lane?.set(pool.subarray(from, from + this.#dimensions), Math.floor(index / LANES) * this.#dimensions);
  }

  /** Products of two vectors with all that were laid down: those of the left one in their order, then those of the right. */
  multiply({ pool, left, right }: VectorPair, products: Float64Array): void {
    for (let index = 0; index < this.#count; index += LANES) {
      const start = (index / LANES) * this.#dimensions;
      this.#multiplyBlock({ pool, left: left - start, right: right - start }, start, products, index);
    }
  }

  #multiplyBlock({ pool, left, right }: VectorPair, start: number, products: Float64Array, index: number): void {
    const one = this.#first;
    const two = this.#second;
    const three = this.#third;
    const four = this.#fourth;
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let at = start; at < start + this.#dimensions; at++) {
      const x = pool[left + at] ?? 0;
      const y = pool[right + at] ?? 0;
      const first = one[at] ?? 0;
      const second = two[at] ?? 0;
      const third = three[at] ?? 0;
      const fourth = four[at] ?? 0;
      a += x * first;
      b += x * second;
      c += x * third;
      d += x * fourth;
      e += y * first;
      f += y * second;
      g += y * third;
      h += y * fourth;
    }
    this.#store(products, index, a, e);
    this.#store(products, index + 1, b, f);
    this.#store(products, index + 2, c, g);
    this.#store(products, index + 3, d, h);
  }

  #store(products: Float64Array, index: number, left: number, right: number): void {
    if (index >= this.#count) return;
    products[index] = left;
    products[this.#count + index] = right;
  }
}
