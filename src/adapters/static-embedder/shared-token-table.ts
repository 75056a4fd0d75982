import type { TokenTable } from '../../ports/token-table.ts';
import type { SharedTrie } from './piece-trie.ts';
import { WordPieceTokenizer } from './word-piece-tokenizer.ts';

/** The table with the name of its weights and the lengths of its prefixes, from its manifest. */
export type StaticTokenTable = TokenTable & { readonly model: string; readonly prefixes: readonly number[] };

/** A table as it can be sent to a worker thread: every array lies in shared memory, nothing is copied. */
export type SharedTokenTable = {
  readonly model: string;
  readonly rows: number;
  readonly dimensions: number;
  readonly prefixes: readonly number[];
  readonly values: Int8Array;
  readonly scales: Float32Array;
  readonly trie: SharedTrie;
};

const SHARED = new WeakMap<StaticTokenTable, SharedTokenTable>();

/** What `adoptTokenTable` needs in another thread: send it as workerData or a message. */
export function shareTokenTable(table: StaticTokenTable): SharedTokenTable {
  const shared = SHARED.get(table);
  if (shared === undefined) throw new TypeError('only a table that was loaded or adopted can be shared');
  return shared;
}

/** The table over the shared arrays, with a tokenizer (some 4 MB) of this thread's own. */
export function adoptTokenTable(shared: SharedTokenTable): StaticTokenTable {
  const { model, rows, dimensions, prefixes, values, scales, trie } = shared;
  const tokenizer = new WordPieceTokenizer(trie);
  const table: StaticTokenTable = {
    model,
    rows,
    dimensions,
    prefixes,
    values,
    scales,
    tokenize: (text) => tokenizer.tokenize(text),
    similarity: (a, b, compared = dimensions) => rowCosine(values, a * dimensions, b * dimensions, compared),
  };
  SHARED.set(table, shared);
  return table;
}

/** Scales are positive and cancel out. 0 when a row is all zeros over the prefix. */
function rowCosine(values: Int8Array, a: number, b: number, dimensions: number): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < dimensions; i++) {
    const x = values[a + i] ?? 0;
    const y = values[b + i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}
