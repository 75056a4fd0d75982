import type { Embedder } from '../../ports/embedder.ts';
import type { PastQuery } from './past-query.ts';
import { TopList } from './top-list.ts';

/** Questions compared with: about a millisecond of the event loop; the oldest go first. */
const VECTORS_MAX = 10_000;
/** Leading dimensions that are compared: enough to tell paraphrases from strangers, a quarter of the work. */
const DIMENSIONS_MIN = 96;
/** Questions that wait for their vector; the oldest of them is left out when more come. */
const WAITING_MAX = 10_000;
/** Texts embedded at once: a millisecond of the built-in embedder. */
const EMBEDDED_AT_ONCE = 32;

/** A question like another; `similarity` is the cosine of what they mean, in (0, 1]. */
export type Neighbour = { readonly query: PastQuery; readonly similarity: number };

/** Past questions by what they mean, so that one that was never asked can learn from those that say the same. */
export class SimilarQueries {
  readonly #waiting = new Set<PastQuery>();
  readonly #queries: PastQuery[] = [];
  #rows = new Float32Array(0);
  #dimensions = 0;
  /** The place that is written next when all are taken. */
  #oldest = 0;
  readonly #max: number;

  /** Keeps the newest `max` questions. */
  constructor(max = VECTORS_MAX) {
    this.#max = max;
  }

  /** Questions that have no vector yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  add(query: PastQuery): void {
    if (this.#waiting.size >= WAITING_MAX) for (const first of this.#waiting) if (this.#waiting.delete(first)) break;
    this.#waiting.add(query);
  }

  /** Gives the next few waiting questions their vectors. Rejects as the embedder does, and then they are passed over. */
  async embedSome(embedder: Embedder, signal?: AbortSignal): Promise<void> {
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    this.#dimensions ||= dimensionsOf(embedder);
    const vectors = await embedder.embed(
      batch.map(({ text }) => text),
      signal,
    );
    for (const [i, query] of batch.entries()) this.#put(query, vectors[i] ?? new Float32Array(0));
  }

  /** The most similar questions, best first; `vector` is the embedder's, whole. */
  nearest(vector: Float32Array, limit: number): readonly Neighbour[] {
    const wanted = unitPrefix(vector, this.#dimensions);
    const top = new TopList<number>(limit);
    for (let row = 0; row < this.#queries.length; row++) {
      const similarity = this.#dot(row, wanted);
      if (similarity > 0 && top.wants(similarity) && this.#queries[row]?.forgotten === false)
        top.offer(row, similarity);
    }
    return top.items().flatMap((row) => {
      const query = this.#queries[row];
      return query === undefined ? [] : [{ query, similarity: Math.min(1, this.#dot(row, wanted)) }];
    });
  }

  #takeBatch(): readonly PastQuery[] {
    const batch: PastQuery[] = [];
    for (const query of this.#waiting) {
      if (batch.length >= EMBEDDED_AT_ONCE) break;
      this.#waiting.delete(query);
      batch.push(query);
    }
    return batch;
  }

  #put(query: PastQuery, vector: Float32Array): void {
    const row = this.#queries.length < this.#max ? this.#queries.length : this.#oldest;
    if (row === this.#oldest && this.#queries.length >= this.#max) this.#oldest = (row + 1) % this.#max;
    this.#queries[row] = query;
    const end = (row + 1) * this.#dimensions;
    if (end > this.#rows.length) this.#grow(end);
    this.#rows.set(unitPrefix(vector, this.#dimensions), row * this.#dimensions);
  }

  #grow(length: number): void {
    const rows = new Float32Array(Math.min(Math.max(length, this.#rows.length * 2), this.#max * this.#dimensions));
    rows.set(this.#rows);
    this.#rows = rows;
  }

  #dot(row: number, wanted: Float32Array): number {
    const start = row * this.#dimensions;
    let sum = 0;
    for (let i = 0; i < this.#dimensions; i++) sum += (this.#rows[start + i] ?? 0) * (wanted[i] ?? 0);
    return sum;
  }
}

function dimensionsOf({ prefixes, dimensions }: Embedder): number {
  return prefixes.find((prefix) => prefix >= DIMENSIONS_MIN) ?? dimensions;
}

/** The leading dimensions at length 1; zeros stay zeros. */
function unitPrefix(vector: Float32Array, dimensions: number): Float32Array {
  const prefix = vector.slice(0, dimensions);
  const length = Math.hypot(...prefix);
  if (length === 0) return prefix;
  return prefix.map((value) => value / length);
}
