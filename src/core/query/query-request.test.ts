import { expect, it } from 'vitest';
import { queryRequest } from './query-request.ts';

it('has the defaults of the wire contract for a text alone', () => {
  expect(queryRequest('why?')).toEqual({
    text: 'why?',
    pattern: 'fast',
    backend: 'auto',
    execution: 'auto',
    collection: 'default',
    filter: null,
    topK: null,
    tool: 'auto',
    groupBy: null,
    includeTrace: true,
    includeSources: true,
    includeSuggestions: true,
    narrativeDepth: true,
    synthesis: true,
    cache: 'use',
    maxLatencyMs: null,
    minConfidence: null,
    sessionId: null,
    userId: null,
    purpose: 'ask',
  });
});

it('takes what is said over its defaults', () => {
  expect(queryRequest('why?', { topK: 3, cache: 'bypass' })).toMatchObject({ text: 'why?', topK: 3, cache: 'bypass' });
});
