import type { Scope } from './scope.ts';

/** Names and abbreviations of one document, found when it was processed. */
export type DocumentLexicon = {
  /** Names as they are written most often, with the number of times they stand in the document. */
  readonly entities: readonly { readonly text: string; readonly count: number }[];
  /** Definitions the text gives itself: "Thompson Sampling (TS)" is short "TS", long "Thompson Sampling". */
  readonly abbreviations: readonly { readonly short: string; readonly long: string }[];
};

export type Entity = {
  /** The spelling that most documents use. */
  readonly text: string;
  /** Documents that name it, visible ones alone. */
  readonly documents: number;
};

/** `text` is what `short` stands for. */
export type Expansion = Entity & { readonly short: string };

/**
 * The names of a scope's visible documents: a derived index like the others, so that what a deleted or disabled document
 * named is gone when the call returns.
 */
export interface Lexicon {
  /** Puts a document's names in, in place of those it had. */
  put(scope: Scope, documentId: string, lexicon: DocumentLexicon, enabled: boolean): void;
  setEnabled(scope: Scope, documentId: string, enabled: boolean): void;
  remove(scope: Scope, documentId: string): void;
  /**
   * Names that begin with the prefix (letter case, marks and punctuation do not matter; all of them for ''), most documents
   * first, ties in the order of their letters.
   */
  entities(scope: Scope, options: { readonly prefix: string; readonly limit: number }): readonly Entity[];
  /**
   * Names that stand in a text, in the order of the text, each once; the longest match wins. Letter case does not matter,
   * but where a text uses capitals inside it, a name of one word needs one (or a digit): "bath" there is not the city.
   */
  named(scope: Scope, text: string, limit: number): readonly Entity[];
  /** What an abbreviation stands for here, the most frequent first; letter case does not matter, `short` is as documents write it. */
  expansions(scope: Scope, short: string): readonly Expansion[];
  bytes(): number;
}
