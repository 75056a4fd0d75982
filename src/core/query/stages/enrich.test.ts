import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import type { QueryRequest } from '../query-request.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

async function enriched(text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}) {
  const { state, result } = await walk(world, text, { until: 'enrich', change });
  return { ...state, detail: result.detail };
}

describe('enrich', () => {
  it('says what the question and its answer are about', async () => {
    const { insights, detail } = await enriched('When was Fastnet first lit?');
    expect(insights).toMatchObject({ reasoningType: 'temporal', narrativeDepth: 'SURFACE' });
    expect(insights?.entities).toContain('Fastnet Rock');
    expect(Object.keys(insights?.semanticDimensions ?? {})).toHaveLength(4);
    expect(detail).toMatchObject({ entities: insights?.entities.length, motifs: Object.keys(insights?.motifs ?? {}) });
  });

  it('leaves the depth out when it is not wanted', async () => {
    const { insights } = await enriched('When was Fastnet first lit?', { narrativeDepth: false });
    expect(insights).toMatchObject({ narrativeDepth: null, depthReasons: [] });
  });

  it.each(['bare', 'fast', 'fused'] as const)(
    'suggests in %s only what is answered when it is asked',
    async (pattern) => {
      const { followUps = [], relatedQueries = [] } = await enriched('granite tower', { pattern });
      const suggested = [...followUps, ...relatedQueries];
      expect(suggested.length).toBeGreaterThan(0);
      for (const text of suggested) expect(await world.ask(text)).toMatchObject({ answered: true });
    },
  );

  it('suggests nothing that was not asked for', async () => {
    const { followUps, relatedQueries, detail } = await enriched('granite tower', { includeSuggestions: false });
    expect({ followUps, relatedQueries }).toEqual({ followUps: [], relatedQueries: [] });
    expect(detail).toMatchObject({ checked: 0 });
  });

  it('finds nothing to say of an empty collection', async () => {
    const { insights, followUps, relatedQueries } = await enriched('When was Fastnet first lit?', {
      collection: 'empty',
    });
    expect(insights?.entities).toEqual([]);
    expect({ followUps, relatedQueries }).toEqual({ followUps: [], relatedQueries: [] });
  });
});
