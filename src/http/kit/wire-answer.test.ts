import { describe, expect, it } from 'vitest';
import type { QueryAnswer } from '../../core/query/query-answer.ts';
import { answerSchema } from './answer-schema.ts';
import { toWire } from './wire-answer.ts';

const answer: QueryAnswer = {
  queryId: 'q_1',
  queryText: 'why?',
  collection: 'default',
  response: 'Because. [1]',
  answered: true,
  confidence: 0.8,
  toolUsed: 'answer',
  toolReason: 'a question',
  patternUsed: 'fused',
  durationMs: 5.678_912_3,
  timestampMs: Date.UTC(2026, 0, 31, 12),
  cache: { result: 'semantic', matchedQuery: 'wherefore?', ageMs: 12, reason: 'close enough' },
  routing: {
    backend: 'hybrid',
    queryType: 'unknown',
    strategy: 'rules',
    execution: 'parallel',
    reason: 'both',
    alternatives: ['lexical'],
  },
  sources: [
    {
      rank: 1,
      documentId: 'd1',
      chunk: 71,
      title: 'Title',
      uri: null,
      score: 1.000_000_2,
      text: 'Because.',
      start: 0,
      end: 8,
      headings: ['Part'],
    },
  ],
  citations: [{ source: 1, documentId: 'd1', start: 0, end: 8 }],
  enhancements: [],
  embeddingScales: [96, 192],
  degraded: ['graph'],
  insights: null,
  followUps: [],
  relatedQueries: [],
  trace: {
    startedAtMs: Date.UTC(2026, 0, 31, 12),
    durationMs: 5.678_912_3,
    spans: [
      {
        name: 'understand',
        startMs: 0.000_4,
        durationMs: 1.234_567,
        detail: { terms: ['a', 'b'], hits: 2 },
        children: [],
      },
      { name: 'retrieve', startMs: 1.3, durationMs: 1, detail: { best: null }, children: [] },
      { name: 'retrieve', startMs: 2.3, durationMs: 0.5, detail: {}, children: [] },
    ],
  },
};

describe('toWire', () => {
  it('carries insights and suggestions, and the names of the motifs in the trace', () => {
    const rich: QueryAnswer = {
      ...answer,
      insights: {
        reasoningType: 'causal',
        entities: ['Altona'],
        motifs: { cause_effect: 2 / 3 },
        complexity: 0.42,
        narrativeDepth: 'SURFACE',
        depthReasons: ['SURFACE passed: there is an answer'],
        semanticDimensions: { past_future: -0.5 },
      },
      followUps: ['When?'],
      relatedQueries: ['Who?'],
    };
    const wire = toWire(rich, { includeTrace: true, includeSources: true });
    expect(answerSchema.parse(wire)).toEqual(wire);
    expect(wire).toMatchObject({
      insights: {
        reasoning_type: 'causal',
        entities_detected: ['Altona'],
        patterns_found: { cause_effect: 0.6667 },
        complexity_score: 0.42,
        narrative_depth: 'SURFACE',
        narrative_reasons: ['SURFACE passed: there is an answer'],
        semantic_dimensions: { past_future: -0.5 },
      },
      trace: { motifs_detected: ['cause_effect'] },
      follow_up_suggestions: ['When?'],
      related_queries: ['Who?'],
    });
  });

  it('says everything in the words of the contract, and fits its schema exactly', () => {
    const wire = toWire(answer, { includeTrace: true, includeSources: true });
    expect(answerSchema.parse(wire)).toEqual(wire);
    expect(wire).toMatchObject({
      query_id: 'q_1',
      timestamp: '2026-01-31T12:00:00.000Z',
      duration_ms: 5.679,
      cache_hit: true,
      cache: { result: 'semantic', matched_query: 'wherefore?', age_ms: 12 },
      sources: [{ rank: 1, document_id: 'd1', chunk_id: 'c_1z', score: 1 }],
      citations: [{ source: 1, document_id: 'd1', start: 0, end: 8 }],
      degraded: ['graph'],
    });
  });

  it('writes the trace for people: durations summed a stage, details as a line', () => {
    const { trace } = toWire(answer, { includeTrace: true, includeSources: true });
    expect(trace).toMatchObject({
      stage_durations: { understand: 1.235, retrieve: 1.5 },
      context_shards: 1,
      embedding_scales: [96, 192],
    });
    expect(trace?.stages.map(({ detail }) => detail)).toEqual(['terms a b, hits 2', 'best null', '']);
  });

  it('leaves out what is not wanted, and a miss is no hit', () => {
    const miss = { ...answer, cache: { result: 'miss', matchedQuery: null, ageMs: null, reason: '' } } as const;
    expect(toWire(miss, { includeTrace: false, includeSources: false })).toMatchObject({
      trace: null,
      sources: [],
      cache_hit: false,
      response: 'Because. [1]',
    });
  });
});
