import type { Catalogue, Partition } from '../../ports/catalogue.ts';
import type { Hit, LexicalEntry, LexicalIndex, LexicalQuery, SearchOptions } from '../../ports/lexical-index.ts';
import { type Scope, scopeKey } from '../../ports/scope.ts';
import { defined } from '../../shared/assert.ts';
import { LexicalPartition } from './lexical-partition.ts';
import { nearTerms } from './near-terms.ts';
import { matchesPhrases } from './phrases.ts';
import { planQuery, Scorer } from './query-plan.ts';
import { searchPartition } from './search-partition.ts';
import { TopHits } from './top-hits.ts';

/**
 * BM25 in typed arrays, one partition a scope, changed in place. `add` needs chunks that the catalogue has staged; `remove`
 * comes before their ordinals are released. Every operation is done when the call returns.
 */
export function createBm25Index({ catalogue }: { readonly catalogue: Catalogue }): LexicalIndex {
  const partitions = new Map<string, LexicalPartition>();
  const lookUp = (scope: Scope): readonly [LexicalPartition, Partition] | undefined => {
    const partition = partitions.get(scopeKey(scope));
    const shelf = catalogue.find(scope);
    return partition === undefined || shelf === undefined ? undefined : [partition, shelf];
  };
  return {
    async add(scope, entries) {
      const key = scopeKey(scope);
      const partition = partitions.get(key) ?? new LexicalPartition();
      partitions.set(key, partition);
      addEntries(partition, catalogue.open(scope), entries);
    },
    async remove(scope, chunks) {
      const [partition, shelf] = lookUp(scope) ?? [];
      if (partition === undefined) return;
      for (const chunk of chunks) {
        const ordinal = shelf?.ordinalOf(chunk);
        if (ordinal !== undefined) partition.remove(ordinal);
      }
      if (partition.chunkCount === 0) partitions.delete(scopeKey(scope));
    },
    async search(scope, query, options) {
      options.signal?.throwIfAborted();
      const found = lookUp(scope);
      return found === undefined ? [] : search(...found, query, options);
    },
    async scores(scope, query, chunks) {
      const found = lookUp(scope);
      return found === undefined ? new Float32Array(chunks.length) : scoreChunks(...found, query, chunks);
    },
    async statistics(scope) {
      const partition = (): LexicalPartition | undefined => partitions.get(scopeKey(scope));
      return {
        chunkCount: partition()?.chunkCount ?? 0,
        documentFrequency: (term) => partition()?.documentFrequency(term) ?? 0,
      };
    },
    async nearTerms(scope, term, options) {
      const found = lookUp(scope);
      return found === undefined ? [] : nearTerms(...found, term, options);
    },
    bytes() {
      let total = 0;
      for (const partition of partitions.values()) total += partition.bytes();
      return total;
    },
  };
}

function addEntries(partition: LexicalPartition, shelf: Partition, entries: readonly LexicalEntry[]): void {
  for (const entry of entries) {
    partition.add(defined(shelf.ordinalOf(entry.chunk), 'a chunk is staged before it is indexed'), entry);
  }
}

function search(
  partition: LexicalPartition,
  shelf: Partition,
  query: LexicalQuery,
  options: SearchOptions,
): readonly Hit[] {
  const limit = Math.max(0, Math.min(options.limit, partition.chunkCount));
  if (limit === 0) return [];
  const top = new TopHits(limit);
  searchPartition(
    {
      partition,
      catalogue: shelf,
      plan: planQuery(partition, query),
      selection: shelf.select(options.filter),
      isFiltered: options.filter !== null,
    },
    top,
  );
  return top.toHits();
}

/** Chunks are looked up in the order of their ordinals, because cursors only go forward. */
function scoreChunks(
  partition: LexicalPartition,
  shelf: Partition,
  query: LexicalQuery,
  chunks: readonly number[],
): Float32Array {
  const scores = new Float32Array(chunks.length);
  const plan = planQuery(partition, query);
  if (plan.phrases === null) return scores;
  const visible = shelf.select(null);
  const scorer = new Scorer(partition, plan);
  const wanted = chunks.map((chunk, place) => ({ place, ordinal: shelf.ordinalOf(chunk) ?? -1 }));
  for (const { place, ordinal } of wanted.sort((a, b) => a.ordinal - b.ordinal)) {
    if (ordinal < 0 || !visible.has(ordinal)) continue;
    const score = scorer.complete(ordinal, 0, 0, 0);
    if (score > 0 && matchesPhrases(partition, ordinal, plan.phrases)) scores[place] = score;
  }
  return scores;
}
