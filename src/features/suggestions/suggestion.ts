/** Where a suggestion comes from: what followed in past sessions, what people added, what is asked, names in the documents. */
export const SUGGESTION_SOURCES = ['context', 'added', 'popular', 'entity'] as const;

/** A question somebody might want to ask; `score` in [0, 1] orders suggestions of all sources. */
export type Suggestion = {
  readonly text: string;
  readonly source: (typeof SUGGESTION_SOURCES)[number];
  readonly score: number;
};
