import { describe, expect, it } from 'vitest';
import type { AnsweredQuery } from './query-listener.ts';
import { RecentTraces, type TraceFilter } from './recent-traces.ts';

const ALL: TraceFilter = { pattern: null, backend: null, sinceMs: null, untilMs: null };

const query = (change: Partial<AnsweredQuery> = {}): AnsweredQuery => ({
  queryId: 'q_1',
  tenant: 'acme',
  collection: 'default',
  userId: null,
  sessionId: null,
  text: 'why?',
  responsePreview: '',
  citedChunks: [],
  answered: true,
  confidence: 0.5,
  durationMs: 1,
  timestampMs: 1_000,
  patternUsed: 'fast',
  toolUsed: 'answer',
  cacheHit: false,
  backend: 'hybrid',
  entities: [],
  degraded: [],
  durationsByStage: {},
  trace: { startedAtMs: 0, durationMs: 1, spans: [] },
  ...change,
});

describe('RecentTraces', () => {
  it('keeps tenants apart and filters by pattern, backend and time', () => {
    const traces = new RecentTraces();
    traces.answered(query({ timestampMs: 1 }));
    traces.answered(query({ timestampMs: 2, patternUsed: 'bare' }));
    traces.answered(query({ timestampMs: 3, backend: 'lexical' }));
    traces.answered(query({ timestampMs: 4, tenant: 'globex' }));
    const times = (change: Partial<TraceFilter>) =>
      traces.find('acme', { ...ALL, ...change }).map(({ timestampMs }) => timestampMs);
    expect(times({})).toEqual([1, 2, 3]);
    expect(times({ pattern: 'bare' })).toEqual([2]);
    expect(times({ backend: 'lexical' })).toEqual([3]);
    expect(times({ sinceMs: 2, untilMs: 3 })).toEqual([2]);
    expect(traces.find('nobody', ALL)).toEqual([]);
  });

  it('keeps the latest 500 of a tenant, and the 64 tenants that asked last', () => {
    const traces = new RecentTraces();
    for (let i = 0; i < 600; i++) traces.answered(query({ timestampMs: i }));
    expect(traces.find('acme', ALL)).toHaveLength(500);
    expect(traces.find('acme', ALL)[0]?.timestampMs).toBe(100);
    for (let i = 0; i < 63; i++) traces.answered(query({ tenant: `t${i}` }));
    traces.answered(query({ timestampMs: 900 }));
    traces.answered(query({ tenant: 'one more' }));
    expect(traces.find('acme', ALL)).toHaveLength(500);
    expect(traces.find('t0', ALL)).toEqual([]);
  });
});
