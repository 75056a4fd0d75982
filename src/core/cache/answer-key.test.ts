import { describe, expect, it } from 'vitest';
import { type QueryRequest, queryRequest } from '../query/query-request.ts';
import { answerKey } from './answer-key.ts';

const key = (text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}) =>
  answerKey(queryRequest(text, change), 'fast');

describe('answerKey', () => {
  it.each([
    'what is a queue?',
    ' What  IS a queue ? ',
    'What is a queue??',
    'Ｗhat is a queue？',
    'what is a queue !?',
  ])('takes %j as the same question', (text) => expect(key(text)).toBe(key('What is a queue?')));

  it('keeps apart what the tool is chosen by, and what stands inside', () => {
    const texts = ['retry policy', 'retry policy?', 'retry policy.', 'retry, policy', 'retry policy (new)', '?', '??'];
    expect(new Set(texts.map((text) => key(text))).size).toBe(texts.length);
    expect(key('retry policy:')).toBe(key('retry policy'));
    expect(key('retry policy!')).toBe(key('retry policy.'));
  });

  it.each<Partial<Omit<QueryRequest, 'text'>>>([
    { backend: 'lexical' },
    { execution: 'parallel' },
    { collection: 'other' },
    { filter: { op: 'eq', field: 'tags', value: 'a' } },
    { topK: 3 },
    { tool: 'search' },
    { groupBy: 'document' },
    { includeSuggestions: false },
    { narrativeDepth: false },
    { synthesis: false },
    { minConfidence: 0.5 },
  ])('keeps apart what is answered otherwise: %j', (change) => {
    expect(key('why?', change)).not.toBe(key('why?'));
  });

  it.each<Partial<Omit<QueryRequest, 'text'>>>([
    { includeTrace: false },
    { includeSources: false },
    { cache: 'refresh' },
    { maxLatencyMs: 20 },
    { sessionId: 's' },
    { userId: 'u' },
    { pattern: 'auto' },
    { purpose: 'prefetch' },
  ])('passes over what changes no answer: %j', (change) => {
    expect(key('why?', change)).toBe(key('why?'));
  });

  it('goes by the pattern that is walked', () => {
    expect(answerKey(queryRequest('why?', { pattern: 'auto' }), 'fused')).toBe(
      answerKey(queryRequest('why?', { pattern: 'fused' }), 'fused'),
    );
    expect(answerKey(queryRequest('why?'), 'bare')).not.toBe(key('why?'));
  });
});
