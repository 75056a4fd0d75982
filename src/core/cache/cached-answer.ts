import type { QueryAnswer } from '../query/query-answer.ts';

/** An answer as it was computed, without the record of its walk: whoever gets it has a walk of their own. */
export type CachedAnswer = Omit<QueryAnswer, 'queryId' | 'durationMs' | 'timestampMs' | 'cache' | 'trace'>;
