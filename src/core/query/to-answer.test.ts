import { describe, expect, it } from 'vitest';
import type { Passage } from '../answer/passage.ts';
import { PATTERNS } from './patterns.ts';
import { queryRequest } from './query-request.ts';
import type { QueryState } from './query-state.ts';
import { toAnswer } from './to-answer.ts';

const passage = (chunk: number): Passage => ({
  chunk,
  documentId: `d${chunk}`,
  title: `Title ${chunk}`,
  uri: null,
  headings: ['Part'],
  text: 'words',
  start: 10,
  end: 15,
  score: 0.5,
  lexical: 1,
  dense: null,
  late: null,
});

const state: QueryState = {
  queryId: 'q_1',
  request: queryRequest('why?', { collection: 'notes' }),
  principal: { tenant: 't', tier: 'local', scopes: [], userId: null },
  scope: { tenant: 't', collection: 'notes' },
  pattern: PATTERNS.fast,
  degraded: ['graph'],
  cache: { result: 'miss', matchedQuery: null, ageMs: null, reason: 'none' },
  route: {
    backend: 'hybrid',
    queryType: 'unknown',
    strategy: 'rules',
    execution: 'parallel',
    reason: 'both',
    alternatives: [],
  },
  passages: [passage(7), passage(8)],
  answer: {
    tool: 'answer',
    reason: 'a question',
    response: 'Words. [2]',
    citations: [{ source: 2, start: 10, end: 15 }],
    confidence: 0.7,
    answered: true,
    evidence: {},
  },
};
const trace = { startedAtMs: 5_000, durationMs: 4, spans: [] };

describe('toAnswer', () => {
  it('puts what the stages added together', () => {
    expect(toAnswer(state, trace, [96, 192, 384])).toMatchObject({
      queryId: 'q_1',
      queryText: 'why?',
      collection: 'notes',
      response: 'Words. [2]',
      answered: true,
      confidence: 0.7,
      toolUsed: 'answer',
      toolReason: 'a question',
      patternUsed: 'fast',
      durationMs: 4,
      timestampMs: 5_000,
      citations: [{ source: 2, documentId: 'd8', start: 10, end: 15 }],
      degraded: ['graph'],
      trace,
    });
  });

  it('numbers the sources from 1 and leaves the channels out', () => {
    const { sources } = toAnswer(state, trace, []);
    expect(sources.map(({ rank, chunk }) => [rank, chunk])).toEqual([
      [1, 7],
      [2, 8],
    ]);
    expect(Object.keys(sources[0] ?? {})).not.toContain('lexical');
  });

  it.each([
    ['bare', [96]],
    ['fast', [96, 192]],
    ['fused', [96, 192, 384]],
  ] as const)('names the embedding scales that %s reads', (name, scales) => {
    const answer = toAnswer({ ...state, pattern: PATTERNS[name] }, trace, [96, 192, 384]);
    expect(answer.embeddingScales).toEqual(scales);
  });

  it('stops on a citation that points at no source', () => {
    expect(() => toAnswer({ ...state, passages: [passage(7)] }, trace, [])).toThrow('a citation points at a source');
  });
});
