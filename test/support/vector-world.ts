import type { Catalogue, DocumentFacts } from '../../src/ports/catalogue.ts';
import type { Filter } from '../../src/ports/filter.ts';
import type { Hit } from '../../src/ports/lexical-index.ts';
import type { Scope } from '../../src/ports/scope.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { quantiseUnit } from '../../src/shared/quantise.ts';
import { factsOf } from './facts.ts';
import { satisfies } from './filter-oracle.ts';
import { cosine } from './vectors.ts';

type Kept = { readonly facts: DocumentFacts; readonly vectors: ReadonlyMap<number, Float32Array> };

/** How far a kept vector's cosine may be from that of the floats. */
export const COSINE_ERROR = 2e-4;

/** One scope of a catalogue and a vector index, changed as ingest changes them, and beside it plain maps that know the truth. */
export class VectorWorld {
  readonly #catalogue: Catalogue;
  readonly #index: VectorIndex;
  readonly #scope: Scope;
  readonly #documents = new Map<string, Kept>();

  constructor(catalogue: Catalogue, index: VectorIndex, scope: Scope) {
    this.#catalogue = catalogue;
    this.#index = index;
    this.#scope = scope;
  }

  /** A new document or a new revision of one, chunk keys counting up from `firstChunk`. */
  async put(
    documentId: string,
    firstChunk: number,
    vectors: readonly Float32Array[],
    change: Partial<DocumentFacts> = {},
  ): Promise<void> {
    const facts = factsOf(documentId, change);
    const chunks = vectors.map((_, i) => firstChunk + i);
    const partition = this.#catalogue.open(this.#scope);
    partition.stage(facts, chunks);
    await this.#index.add(this.#scope, this.entries(chunks, vectors));
    const replaced = partition.publish(documentId);
    await this.#index.remove(this.#scope, replaced);
    partition.release(replaced);
    this.#documents.set(documentId, { facts, vectors: new Map(vectors.map((v, i) => [firstChunk + i, v])) });
  }

  entries(chunks: readonly number[], vectors: readonly Float32Array[]) {
    return chunks.map((chunk, i) => ({ chunk, embedding: quantiseUnit(vectors[i] ?? new Float32Array(0)) }));
  }

  /** Out of sight, with the index and the ordinals still holding it. */
  retire(documentId: string): readonly number[] {
    this.#documents.delete(documentId);
    return this.#catalogue.open(this.#scope).retire(documentId);
  }

  async delete(documentId: string): Promise<void> {
    const chunks = this.retire(documentId);
    await this.#index.remove(this.#scope, chunks);
    this.#catalogue.open(this.#scope).release(chunks);
  }

  setFacts(documentId: string, change: Partial<DocumentFacts>): void {
    const known = this.#documents.get(documentId);
    if (known === undefined) return;
    const facts = { ...known.facts, ...change };
    this.#catalogue.open(this.#scope).setFacts(facts);
    this.#documents.set(documentId, { ...known, facts });
  }

  documentIds(): readonly string[] {
    return [...this.#documents.keys()];
  }

  search(query: Float32Array, dimensions: number, limit: number, filter: Filter | null = null) {
    return this.#index.search(this.#scope, query, { dimensions, limit, filter });
  }

  scores(query: Float32Array, chunks: readonly number[], dimensions: number) {
    return this.#index.scores(this.#scope, query, chunks, dimensions);
  }

  /** Every visible chunk that satisfies the filter, by exact cosine, nearest first. */
  truth(query: Float32Array, dimensions: number, filter: Filter | null = null): readonly Hit[] {
    const hits: Hit[] = [];
    for (const { facts, vectors } of this.#documents.values()) {
      if (!facts.enabled || (filter !== null && !satisfies(facts, filter))) continue;
      for (const [chunk, vector] of vectors) hits.push({ chunk, score: cosine(query, vector, dimensions) });
    }
    return hits.sort((a, b) => b.score - a.score || a.chunk - b.chunk);
  }
}

/** What is wrong with hits as the nearest `limit` of `truth`, in words; empty when nothing is. Near-ties may swap. */
export function faultsOf(hits: readonly Hit[], truth: readonly Hit[], limit: number): readonly string[] {
  const faults: string[] = [];
  const known = new Map(truth.map(({ chunk, score }) => [chunk, score]));
  const wanted = Math.min(limit, truth.length);
  if (hits.length !== wanted) faults.push(`${hits.length} hits, not ${wanted}`);
  if (new Set(hits.map(({ chunk }) => chunk)).size !== hits.length) faults.push('a chunk twice');
  hits.forEach(({ chunk, score }, i) => {
    const exact = known.get(chunk);
    if (exact === undefined) faults.push(`chunk ${chunk} is not there`);
    else if (Math.abs(exact - score) > COSINE_ERROR) faults.push(`chunk ${chunk} has ${exact}, not ${score}`);
    const best = truth[i]?.score ?? Number.NEGATIVE_INFINITY;
    if (score < best - 2 * COSINE_ERROR) faults.push(`rank ${i} should have ${best}, has ${score}`);
    const before = hits[i - 1];
    if (before !== undefined && (before.score < score || (before.score === score && before.chunk > chunk))) {
      faults.push(`rank ${i} is out of order`);
    }
  });
  return faults;
}
