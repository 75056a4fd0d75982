import { describe, expect, it } from 'vitest';
import type { ChunkRecord } from '../../ports/document-store.ts';
import type { QueryAnswer, Source } from './query-answer.ts';
import { quotedSources, restoreAnswer, storeAnswer, storedChunks, WITHHELD } from './stored-answer.ts';

const source = (rank: number): Source => ({
  rank,
  documentId: `d${rank}`,
  chunk: rank * 10,
  title: `Title ${rank}`,
  uri: null,
  score: 1 / rank,
  text: `secret words ${rank}`,
  start: 0,
  end: 14,
  headings: [],
});

const answer: QueryAnswer = {
  queryId: 'q_1',
  queryText: 'why?',
  collection: 'default',
  response: 'Because of one. [1] And of three. [3]',
  answered: true,
  confidence: 0.8,
  toolUsed: 'answer',
  toolReason: 'a question',
  patternUsed: 'fast',
  durationMs: 3,
  timestampMs: 1_000,
  cache: { result: 'miss', matchedQuery: null, ageMs: null, reason: 'none' },
  routing: {
    backend: 'hybrid',
    queryType: 'unknown',
    strategy: 'rules',
    execution: 'parallel',
    reason: 'both',
    alternatives: [],
  },
  sources: [source(1), source(2), source(3)],
  citations: [1, 3].map((rank) => ({ source: rank, documentId: `d${rank}`, start: 0, end: 5 })),
  enhancements: [],
  embeddingScales: [96],
  degraded: [],
  insights: null,
  followUps: [],
  relatedQueries: [],
  trace: { startedAtMs: 1_000, durationMs: 3, spans: [] },
};

const chunk = (rank: number): ChunkRecord => ({
  chunk: rank * 10,
  documentId: `d${rank}`,
  scope: { tenant: 'default', collection: 'default' },
  index: 0,
  text: `secret words ${rank}`,
  start: 0,
  end: 14,
  headings: [],
  title: `Title ${rank}`,
  uri: null,
});

describe('a stored answer', () => {
  it('keeps the places of the sources and none of their text', () => {
    const stored = storeAnswer(answer);
    expect(stored).not.toContain('secret');
    expect(storedChunks(stored)).toEqual([10, 20, 30]);
  });

  it('comes back whole while every chunk is there', () => {
    const { trace: _trace, ...whole } = answer;
    expect(restoreAnswer(storeAnswer(answer), [chunk(3), chunk(1), chunk(2)])).toEqual({ ...whole, withheld: false });
  });

  it('loses a source that is gone, and keeps the response that did not quote it', () => {
    const { sources, response, withheld, citations } = restoreAnswer(storeAnswer(answer), [chunk(1), chunk(3)]);
    expect(sources.map(({ rank }) => rank)).toEqual([1, 3]);
    expect({ response, withheld, citations }).toEqual({
      response: answer.response,
      withheld: false,
      citations: answer.citations,
    });
  });

  it.each([[[chunk(1), chunk(2)]], [[]]])('withholds a response that quoted what is gone', (chunks) => {
    expect(restoreAnswer(storeAnswer(answer), chunks)).toMatchObject({
      response: WITHHELD,
      withheld: true,
      citations: [],
    });
  });

  it('withholds a refusal that named the title of what is gone', () => {
    const refusal: QueryAnswer = {
      ...answer,
      answered: false,
      citations: [],
      response: 'Not in your documents. The nearest passage is from "Title 1".',
    };
    expect(quotedSources(refusal)).toEqual([1]);
    expect(restoreAnswer(storeAnswer(refusal), [chunk(1)])).toMatchObject({ withheld: false });
    expect(restoreAnswer(storeAnswer(refusal), [chunk(2)])).toMatchObject({ withheld: true, response: WITHHELD });
  });

  it('takes insights and suggestions away with any source they may have come from', () => {
    const insights = {
      reasoningType: 'factual',
      entities: ['Secret Name'],
      motifs: {},
      complexity: 0.2,
      narrativeDepth: null,
      depthReasons: [],
      semanticDimensions: {},
    };
    const stored = storeAnswer({
      ...answer,
      insights,
      followUps: ['Who is secret?'],
      relatedQueries: ['What is secret?'],
    });
    expect(restoreAnswer(stored, [chunk(1), chunk(2), chunk(3)])).toMatchObject({
      insights,
      followUps: ['Who is secret?'],
    });
    expect(restoreAnswer(stored, [chunk(1), chunk(3)])).toMatchObject({
      insights: null,
      followUps: [],
      relatedQueries: [],
    });
  });

  it('withholds figures when any passage they were worked out from is gone', () => {
    const stored = storeAnswer({ ...answer, toolUsed: 'analyze' });
    expect(restoreAnswer(stored, [chunk(1), chunk(3)])).toMatchObject({ withheld: true, response: WITHHELD });
  });

  it('shows an answer that had no source', () => {
    const none = { ...answer, sources: [], citations: [], response: 'Not in your documents.' };
    expect(restoreAnswer(storeAnswer(none), [])).toMatchObject({ withheld: false, response: 'Not in your documents.' });
  });
});
