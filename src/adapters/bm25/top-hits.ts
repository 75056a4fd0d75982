import type { Hit } from '../../ports/lexical-index.ts';

/** The best `limit` hits seen so far, as a heap with the worst on top. Higher scores are better, then lower chunk keys. */
export class TopHits {
  readonly #scores: Float64Array;
  readonly #chunks: Float64Array;
  #size = 0;

  constructor(limit: number) {
    this.#scores = new Float64Array(limit);
    this.#chunks = new Float64Array(limit);
  }

  /** A hit below this cannot enter any more; −∞ while there is room. */
  get threshold(): number {
    return this.#size < this.#scores.length ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? 0);
  }

  offer(chunk: number, score: number): void {
    if (this.#size < this.#scores.length) {
      this.#siftUp(this.#size++, chunk, score);
    } else if (this.#size > 0 && isWorse(this.#scores[0] ?? 0, this.#chunks[0] ?? 0, score, chunk)) {
      this.#siftDown(chunk, score);
    }
  }

  /** Best first. */
  toHits(): Hit[] {
    const hits: Hit[] = [];
    for (let i = 0; i < this.#size; i++) hits.push({ chunk: this.#chunks[i] ?? 0, score: this.#scores[i] ?? 0 });
    return hits.sort((a, b) => b.score - a.score || a.chunk - b.chunk);
  }

  #siftUp(start: number, chunk: number, score: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (!isWorse(score, chunk, this.#scores[parent] ?? 0, this.#chunks[parent] ?? 0)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, chunk, score);
  }

  #siftDown(chunk: number, score: number): void {
    let index = 0;
    for (let child = 1; child < this.#size; child = 2 * index + 1) {
      const right = child + 1;
      if (right < this.#size && this.#isWorseAt(right, child)) child = right;
      if (!isWorse(this.#scores[child] ?? 0, this.#chunks[child] ?? 0, score, chunk)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, chunk, score);
  }

  #isWorseAt(a: number, b: number): boolean {
    return isWorse(this.#scores[a] ?? 0, this.#chunks[a] ?? 0, this.#scores[b] ?? 0, this.#chunks[b] ?? 0);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#chunks[from] ?? 0, this.#scores[from] ?? 0);
  }

  #put(index: number, chunk: number, score: number): void {
    this.#chunks[index] = chunk;
    this.#scores[index] = score;
  }
}

function isWorse(score: number, chunk: number, otherScore: number, otherChunk: number): boolean {
  return score < otherScore || (score === otherScore && chunk > otherChunk);
}
