import type { Catalogue } from '../../ports/catalogue.ts';
import type { ChunkFeatures } from '../../ports/document-processor.ts';
import type { LateIndex } from '../../ports/late-index.ts';
import type { LexicalIndex } from '../../ports/lexical-index.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import type { VectorIndex } from '../../ports/vector-index.ts';

/** The catalogue and the indexes that read it: together they are what can be searched. The lexicon goes by documents, the others by chunks. */
export type IndexPorts = {
  readonly catalogue: Catalogue;
  readonly lexical: LexicalIndex;
  readonly vectors: VectorIndex;
  readonly late: LateIndex;
  readonly lexicon: Lexicon;
};

/** One chunk that has its key. */
export type KeyedFeatures = { readonly chunk: number; readonly features: ChunkFeatures };

/** Puts chunks into every index of chunks. What the catalogue does not show yet, no search finds. */
export async function addToIndexes(ports: IndexPorts, scope: Scope, entries: readonly KeyedFeatures[]): Promise<void> {
  await ports.lexical.add(
    scope,
    entries.map(({ chunk, features }) => ({ chunk, ...features.lexical })),
  );
  await ports.vectors.add(
    scope,
    entries.map(({ chunk, features }) => ({ chunk, embedding: features })),
  );
  await ports.late.add(
    scope,
    entries.map(({ chunk, features }) => ({ chunk, pieces: features.pieces })),
  );
}

/** Takes chunks out of every index of chunks; those that are not there are passed over. */
export async function removeFromIndexes(ports: IndexPorts, scope: Scope, chunks: readonly number[]): Promise<void> {
  await ports.lexical.remove(scope, chunks);
  await ports.vectors.remove(scope, chunks);
  await ports.late.remove(scope, chunks);
}
