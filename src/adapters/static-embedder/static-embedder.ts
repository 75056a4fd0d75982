import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Embedder } from '../../ports/embedder.ts';
import { RowSum } from './row-sum.ts';
import type { StaticTokenTable } from './shared-token-table.ts';

/** Characters embedded between two turns of the event loop: about a millisecond of work. */
const TURN_CHARACTERS = 16_000;

/** Text to the unit sum of its rows in the table, in the calling thread. Any length of text counts whole. */
export function createStaticEmbedder(table: StaticTokenTable): Embedder {
  const rowSum = new RowSum(table);
  return {
    model: table.model,
    dimensions: table.dimensions,
    prefixes: table.prefixes,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      let characters = 0;
      signal?.throwIfAborted();
      for (const text of texts) {
        if (characters > TURN_CHARACTERS) {
          characters = 0;
          await nextTurn();
          signal?.throwIfAborted();
        }
        characters += text.length;
        vectors.push(rowSum.unit(table.tokenize(text)));
      }
      return vectors;
    },
  };
}
