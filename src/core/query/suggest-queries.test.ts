import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../test/support/query-world.ts';
import type { QueryRequest } from './query-request.ts';
import { SUGGESTIONS_MAX } from './suggest-queries.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

type Change = Partial<Omit<QueryRequest, 'text'>>;

async function suggested(text: string, past: readonly string[], change: Change = {}) {
  const asked: unknown[] = [];
  const ports = {
    ...world.ports,
    relatedQueries: {
      near: (...given: readonly unknown[]) => {
        asked.push(given);
        return past;
      },
    },
  };
  const { state } = await walk(world, text, { until: 'enrich', change, ports });
  return { followUps: state.followUps ?? [], related: state.relatedQueries ?? [], asked };
}

describe('suggestQueries', () => {
  it('follows up in the cited documents, and leads to the others', async () => {
    const { followUps, related } = await suggested('When was Fastnet first lit?', [], { pattern: 'fused' });
    expect(followUps).not.toContain('When was the lighthouse on Fastnet Rock first lit?');
    expect(related).toContain('Who built Bell Rock?');
    expect(related.length).toBeLessThanOrEqual(SUGGESTIONS_MAX);
  });

  it('takes past questions that the passages answer, and leaves those that nothing answers', async () => {
    const past = ['Who won the championship in Brazil?', 'Who designed the Eddystone lighthouse?'];
    const { related, asked } = await suggested('When was Fastnet first lit?', past);
    expect(related).toContain(past[1]);
    expect(related).not.toContain(past[0]);
    expect(asked).toHaveLength(1);
  });

  it('asks the collection for a past question in fused alone', async () => {
    const filter = { op: 'eq', field: 'tags', value: 'ireland' } as const;
    const past = ['Who built Bell Rock?'];
    expect((await suggested('granite tower', past, { pattern: 'fused', filter })).related).toEqual([]);
    expect((await suggested('granite tower', past, { pattern: 'fused', topK: 1 })).related).toContain(past[0]);
    expect((await suggested('granite tower', past, { pattern: 'fast', topK: 1 })).related).not.toContain(past[0]);
  });

  it('gives the same suggestions for the same question', async () => {
    expect(await suggested('granite tower', [])).toMatchObject(await suggested('granite tower', []));
  });
});
