/** Relative error of a quantile: the value given is within 1 % of a value of that rank. */
export const RELATIVE_ERROR = 0.01;

/** Values are told apart between these (milliseconds: a microsecond and some three hours); what lies beyond counts as the nearer one. */
const VALUE_MIN = 1e-3;
const VALUE_MAX = 1e7;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
const FIRST_INDEX = Math.ceil(Math.log(VALUE_MIN) / LOG_GAMMA);
/** Buckets a sketch can have: 1,153 cover the range, so no two are ever collapsed and merging is exact. */
export const BUCKETS_MAX = Math.ceil(Math.log(VALUE_MAX) / LOG_GAMMA) - FIRST_INDEX + 1;
/** Buckets a window grows by on the side where it was too short. */
const GROWTH = 16;
/** Sums are whole thousandths (microseconds), so that they do not depend on the order of what is added. */
const SUM_STEPS = 1_000;

/** `counts[i]` is the count of bucket `offset + i`; `sum` in thousandths. */
export type StoredQuantiles = {
  readonly offset: number;
  readonly counts: readonly number[];
  readonly sum: number;
  readonly min: number;
  readonly max: number;
};

/**
 * Quantiles of a stream of positive values in bounded space, mergeable in any order: DDSketch (Masson, Rim and Lee, VLDB 2019).
 * Bucket i counts the values in (γ^(i−1), γ^i], γ = (1 + α) / (1 − α), and stands for 2γ^i / (γ + 1).
 */
export class QuantileSketch {
  #counts = new Float64Array(0);
  #offset = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  static from({ offset, counts, sum, min, max }: StoredQuantiles): QuantileSketch {
    const sketch = new QuantileSketch();
    sketch.#counts = Float64Array.from(counts);
    sketch.#offset = offset;
    sketch.#count = counts.reduce((total, count) => total + count, 0);
    sketch.#sum = sum;
    if (sketch.#count === 0) return sketch;
    sketch.#min = min;
    sketch.#max = max;
    return sketch;
  }

  get count(): number {
    return this.#count;
  }

  /** 0 without values. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / SUM_STEPS / this.#count;
  }

  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  get max(): number {
    return this.#max;
  }

  /** Negative and broken values count as the least one: a clock may be set back, and a figure must not be poisoned by it. */
  add(value: number): void {
    const clean = value > VALUE_MIN ? Math.min(value, VALUE_MAX) : VALUE_MIN;
    const bucket = Math.ceil(Math.log(clean) / LOG_GAMMA) - FIRST_INDEX;
    this.#reserve(bucket, bucket);
    const place = bucket - this.#offset;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#count += 1;
    this.#sum += Math.round(clean * SUM_STEPS);
    this.#min = Math.min(this.#min, clean);
    this.#max = Math.max(this.#max, clean);
  }

  /** Takes in what the other counted; the other stays as it is. */
  merge(other: QuantileSketch): void {
    if (other.#count === 0) return;
    this.#reserve(other.#offset, other.#offset + other.#counts.length - 1);
    const shift = other.#offset - this.#offset;
    for (let i = 0; i < other.#counts.length; i++) {
      this.#counts[shift + i] = (this.#counts[shift + i] ?? 0) + (other.#counts[i] ?? 0);
    }
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The value of rank ⌊1 + share · (n − 1)⌋, within RELATIVE_ERROR; 0 without values. */
  quantile(share: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.floor(share * (this.#count - 1));
    if (rank === 0) return this.#min;
    if (rank === this.#count - 1) return this.#max;
    let passed = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      passed += this.#counts[i] ?? 0;
      if (passed > rank) return this.#within(middleOf(this.#offset + i));
    }
    return this.#max;
  }

  toStored(): StoredQuantiles {
    const counts = [...this.#counts];
    const first = Math.max(
      0,
      counts.findIndex((count) => count > 0),
    );
    const last = counts.findLastIndex((count) => count > 0);
    return {
      offset: this.#offset + first,
      counts: counts.slice(first, last + 1),
      sum: this.#sum,
      min: this.min,
      max: this.#max,
    };
  }

  /** Memory it holds, roughly. */
  bytes(): number {
    return this.#counts.byteLength + 200;
  }

  /** Makes the window hold the buckets from `first` to `last`. */
  #reserve(first: number, last: number): void {
    const end = this.#offset + this.#counts.length - 1;
    if (this.#counts.length > 0 && first >= this.#offset && last <= end) return;
    const isEmpty = this.#counts.length === 0;
    const from = isEmpty || first < this.#offset ? Math.max(0, first - GROWTH) : this.#offset;
    const to = isEmpty || last > end ? Math.min(BUCKETS_MAX - 1, last + GROWTH) : end;
    const grown = new Float64Array(to - from + 1);
    grown.set(this.#counts, isEmpty ? 0 : this.#offset - from);
    this.#counts = grown;
    this.#offset = from;
  }

  #within(value: number): number {
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}

function middleOf(bucket: number): number {
  return (2 * GAMMA ** (bucket + FIRST_INDEX)) / (GAMMA + 1);
}
