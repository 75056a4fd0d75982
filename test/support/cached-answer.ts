import type { CachedAnswer } from '../../src/core/cache/cached-answer.ts';

/** An answer without sources, as a cache keeps it. */
export function cachedAnswer(queryText: string, response = 'It is so.'): CachedAnswer {
  return {
    queryText,
    response,
    collection: 'default',
    answered: true,
    confidence: 0.9,
    toolUsed: 'answer',
    toolReason: '',
    patternUsed: 'fast',
    routing: {
      ...{ backend: 'hybrid', queryType: 'unknown', strategy: 'rules', execution: 'parallel', reason: '' },
      alternatives: [],
    },
    sources: [],
    citations: [],
    enhancements: [],
    embeddingScales: [],
    degraded: [],
    insights: null,
    followUps: [],
    relatedQueries: [],
  };
}
