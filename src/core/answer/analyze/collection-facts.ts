import type { Metadata } from '../../../ports/filter.ts';

/** What the collection itself says beside the passages: counts over everything that is visible and passes the filter. */
export type CollectionFacts = {
  readonly documents: number;
  /** Documents that hold the topic's words next to each other; null without a topic. */
  readonly mentioning: {
    readonly documents: number;
    /** False when there are at least so many: the count stopped at its bound. */
    readonly exact: boolean;
  } | null;
  /** Tags and metadata of the documents that the passages come from. */
  readonly described: ReadonlyMap<string, { readonly tags: readonly string[]; readonly metadata: Metadata }>;
};
