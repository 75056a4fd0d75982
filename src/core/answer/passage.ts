/** A retrieved passage as the answer stages read it. Channel scores are real scores, not normalised; null where the channel did not run. */
export type Passage = {
  readonly chunk: number;
  readonly documentId: string;
  readonly title: string;
  readonly uri: string | null;
  readonly headings: readonly string[];
  readonly text: string;
  /** Where `text` stands in its document, UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** Fused score in [0, 1], 1 for the best of the query. */
  readonly score: number;
  /** BM25 sum of the query's terms. */
  readonly lexical: number | null;
  /** Cosine to the query. */
  readonly dense: number | null;
  /** Late interaction in [−1, 1]. */
  readonly late: number | null;
};

/** What the answer stages know of the question. */
export type Question = {
  readonly text: string;
  /** Stemmed content terms, unique, in order, as the lexical index has them. */
  readonly terms: readonly string[];
  /** BM25 idf of a stemmed term in the scope searched. */
  readonly idf: (term: string) => number;
};

/** A citation: `[n]` in the response points at `sources[n − 1]`; offsets are in the document's text. */
export type Citation = { readonly source: number; readonly start: number; readonly end: number };

/** What can be made of passages. */
export type AnswerTool = 'answer' | 'search' | 'summarize' | 'compare' | 'extract' | 'analyze';

/** What a tool made of the passages. */
export type ToolAnswer = {
  readonly tool: AnswerTool;
  /** Why this tool, in words. */
  readonly reason: string;
  readonly response: string;
  readonly citations: readonly Citation[];
  /** Probability that the response is right, in [.01, .99]. */
  readonly confidence: number;
  /** False when the documents do not support an answer: `response` then says so. */
  readonly answered: boolean;
  /** Measured features behind the confidence, for the trace. */
  readonly evidence: Readonly<Record<string, number>>;
};
