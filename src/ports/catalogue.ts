import type { Bitset } from '../shared/bitset.ts';
import type { Filter, Metadata } from './filter.ts';
import type { Scope } from './scope.ts';

/** What filters can ask about a document. */
export type DocumentFacts = {
  readonly documentId: string;
  readonly title: string;
  readonly uri: string | null;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  readonly enabled: boolean;
};

/**
 * Which chunks are there, visible and selected: the one source of truth all embedded indexes of a process read, so that a
 * delete, a disable or a filter cannot hold in one index and be forgotten by another. Ordinals are small dense integers
 * inside one scope (array positions in the indexes); chunk keys are the records' never-reused integers.
 */
export interface Catalogue {
  /** The scope's partition, or undefined when the scope holds nothing. */
  find(scope: Scope): Partition | undefined;
  /** The scope's partition, made when it is not there. */
  open(scope: Scope): Partition;
  partitions(): Iterable<readonly [Scope, Partition]>;
  /** Bytes held beside the documents' own strings, for memory figures. */
  bytes(): number;
}

export interface Partition {
  /** Rises with every change of visibility or facts; anything derived from the partition is cached under it. */
  readonly version: number;
  /** One more than the highest ordinal in use: the length a per-ordinal array needs. */
  readonly ordinalLimit: number;
  /** Visible chunks and documents. */
  readonly chunkCount: number;
  readonly documentCount: number;
  /**
   * Gives each chunk key an ordinal, not visible yet. Ordinals freed by `release` are used again. The document may already be
   * published under an older revision; that one stays visible until `publish`. Chunks of a staging that this one replaces
   * come back from the next `publish` or `retire`.
   */
  stage(facts: DocumentFacts, chunks: readonly number[]): readonly number[];
  /** In one step: the staged chunks become visible and the revision before them stops being so. Returns the chunks that were replaced. */
  publish(documentId: string): readonly number[];
  /** The document stops being visible, at once; returns its chunks (staged ones too), whose ordinals stay taken until `release`. */
  retire(documentId: string): readonly number[];
  /** Frees the ordinals of chunks that no index holds any more. */
  release(chunks: readonly number[]): void;
  /** Changes what filters see, and visibility through `enabled`. False when the document is not here. */
  setFacts(facts: DocumentFacts): boolean;
  facts(documentId: string): DocumentFacts | undefined;
  ordinalOf(chunk: number): number | undefined;
  /** The chunk key at an ordinal; 0 where none is. */
  chunkAt(ordinal: number): number;
  documentAt(ordinal: number): string | undefined;
  /** Visible chunks that satisfy the filter, one bit an ordinal. Cached by (version, filter); callers must not change it. */
  select(filter: Filter | null): Bitset;
}
