import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import type { QueryRequest } from '../query-request.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld([]);
});

afterAll(() => world.close());

async function routed(text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}) {
  const { state } = await walk(world, text, { until: 'route', change });
  return { ...state.route, degraded: state.degraded };
}

describe('route', () => {
  it('takes words and meaning together when nothing else is asked', async () => {
    expect(await routed('granite tower')).toMatchObject({
      backend: 'hybrid',
      strategy: 'rules',
      execution: 'parallel',
      alternatives: ['lexical', 'vector'],
      degraded: [],
    });
  });

  it('looks for words alone when a phrase is quoted', async () => {
    const route = await routed('"granite tower"');
    expect(route).toMatchObject({ backend: 'lexical', strategy: 'rules', alternatives: ['vector', 'hybrid'] });
    expect(route.reason).toContain('quoted phrase');
  });

  it.each(['lexical', 'vector', 'hybrid'] as const)('does what is asked: %s', async (backend) => {
    const route = await routed('"granite tower"', { backend });
    expect(route).toMatchObject({ backend, strategy: 'requested', reason: `the request asked for ${backend}` });
    expect(route.alternatives).not.toContain(backend);
  });

  it('falls back from the graph, and names it', async () => {
    const route = await routed('granite tower', { backend: 'graph' });
    expect(route).toMatchObject({ backend: 'hybrid', strategy: 'requested', degraded: ['graph'] });
    expect(route.reason).toContain('no graph index');
  });

  it('names an execution that another one replaced, and no other', async () => {
    const { degraded } = await routed('granite tower', { execution: 'recursive' });
    expect(degraded).toEqual(['execution: this server has no recursive, parallel ran']);
    expect((await routed('granite tower', { execution: 'feed_forward' })).degraded).toEqual([]);
  });

  it.each([
    ['bare', 'auto', 'feed_forward'],
    ['fast', 'auto', 'parallel'],
    ['bare', 'parallel', 'parallel'],
    ['fused', 'feed_forward', 'feed_forward'],
    ['fast', 'recursive', 'parallel'],
  ] as const)('runs %s asked for %s as %s', async (pattern, execution, expected) => {
    expect((await routed('granite tower', { pattern, execution })).execution).toBe(expected);
  });
});
