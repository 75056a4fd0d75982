import { describe, expect, it } from 'vitest';
import { queryRequest } from '../../core/query/query-request.ts';
import { querySchema, toRequest } from './query-schema.ts';

const read = (body: object) => toRequest(querySchema.parse(body));

describe('querySchema', () => {
  it('has the defaults of the contract, which are those of the engine', () => {
    expect(read({ text: 'why?' })).toEqual(queryRequest('why?'));
  });

  it('carries every field over', () => {
    const body = {
      text: '  Why\u200b? ',
      pattern: 'auto',
      backend: 'lexical',
      execution: 'chain',
      collection: 'notes',
      filters: { lang: 'en' },
      top_k: 100,
      tool: 'search',
      group_by: 'document',
      include_trace: false,
      include_sources: false,
      include_suggestions: false,
      enable_narrative_depth: false,
      enable_synthesis: false,
      cache: 'bypass',
      max_latency_ms: 20,
      min_confidence: 0.5,
      session_id: 's',
      user_id: 'u',
    };
    expect(read(body)).toEqual({
      text: 'Why?',
      pattern: 'auto',
      backend: 'lexical',
      execution: 'chain',
      collection: 'notes',
      filter: { op: 'eq', field: 'lang', value: 'en' },
      topK: 100,
      tool: 'search',
      groupBy: 'document',
      includeTrace: false,
      includeSources: false,
      includeSuggestions: false,
      narrativeDepth: false,
      synthesis: false,
      cache: 'bypass',
      maxLatencyMs: 20,
      minConfidence: 0.5,
      sessionId: 's',
      userId: 'u',
      purpose: 'ask',
    });
  });

  it.each([
    { text: 'x', top_k: 0 },
    { text: 'x', top_k: 101 },
    { text: 'x', max_latency_ms: 0 },
    { text: 'x', max_latency_ms: 60_001 },
    { text: 'x', min_confidence: 1.01 },
    { text: 'x', collection: '.hidden' },
    { text: 'x', collection: 'a/b' },
    { text: 'x', session_id: '' },
    { text: 'x', user_id: 'u'.repeat(257) },
    { text: 'x', stream: true },
    { text: 'x', filters: [] },
    { text: 'x', more: 1 },
    { text: 'x'.repeat(100_001) },
    { text: null },
  ])('refuses %j', (body) => {
    expect(querySchema.safeParse(body).success).toBe(false);
  });
});

describe('toRequest', () => {
  it.each(['', ' ', '\u202e', 'x'.repeat(10_001)])('refuses a text with nothing to ask, or too much: %j', (text) => {
    const body = querySchema.parse({ text });
    expect(() => toRequest(body)).toThrowError(
      expect.objectContaining({ code: 'REQUEST_INVALID', issues: [expect.objectContaining({ path: 'text' })] }),
    );
  });

  it('takes a text that is 10,000 characters only after cleaning', () => {
    expect(read({ text: `${'x'.repeat(10_000)}${'\u200b'.repeat(1_000)}` }).text).toHaveLength(10_000);
  });

  it('names the place in a filter that is wrong', () => {
    expect(() => read({ text: 'x', filters: { year: { near: 3 } } })).toThrowError(
      expect.objectContaining({
        code: 'QUERY_FILTER_INVALID',
        issues: [expect.objectContaining({ path: 'filters.year.near' })],
      }),
    );
  });
});
