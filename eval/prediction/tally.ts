import type { Asked } from './sessions.ts';

export type Figures = {
  /** Questions that were predicted. */
  readonly count: number;
  /** Share of them that stood among the first few, word for word; and with any phrasing of their intent. */
  readonly hits: number;
  readonly intentHits: number;
  /** Expected calibration error over all predictions that were shown, ten bins. */
  readonly calibrationError: number;
  /** Mean sum of a prediction's probabilities, and the largest. */
  readonly meanSum: number;
  readonly largestSum: number;
};

const BINS = 10;

/** Counts how predictions fared. */
export class Tally {
  readonly #shown: number;
  readonly #intentOf: ReadonlyMap<string, string>;
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, right: 0, said: 0 }));
  #count = 0;
  #hits = 0;
  #intentHits = 0;
  #sum = 0;
  #largestSum = 0;

  constructor(shown: number, intentOf: ReadonlyMap<string, string>) {
    this.#shown = shown;
    this.#intentOf = intentOf;
  }

  add(predicted: readonly { readonly text: string; readonly probability: number }[], next: Asked): void {
    const shown = predicted.slice(0, this.#shown);
    this.#count++;
    if (shown.some(({ text }) => text === next.text)) this.#hits++;
    if (shown.some(({ text }) => this.#intentOf.get(text) === next.intent)) this.#intentHits++;
    const sum = predicted.reduce((total, { probability }) => total + probability, 0);
    this.#sum += sum;
    this.#largestSum = Math.max(this.#largestSum, sum);
    for (const { text, probability } of shown) {
      const bin = this.#bins[Math.min(BINS - 1, Math.floor(probability * BINS))];
      if (bin === undefined) continue;
      bin.count++;
      bin.said += probability;
      if (text === next.text) bin.right++;
    }
  }

  figures(): Figures {
    const count = Math.max(1, this.#count);
    const all = Math.max(
      1,
      this.#bins.reduce((total, bin) => total + bin.count, 0),
    );
    const calibrationError = this.#bins.reduce((total, { said, right }) => total + Math.abs(said - right) / all, 0);
    return {
      count: this.#count,
      hits: this.#hits / count,
      intentHits: this.#intentHits / count,
      calibrationError,
      meanSum: this.#sum / count,
      largestSum: this.#largestSum,
    };
  }
}
