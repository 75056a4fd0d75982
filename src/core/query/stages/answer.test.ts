import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import { defined } from '../../../shared/assert.ts';
import type { QueryRequest } from '../query-request.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

async function answered(text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}) {
  const { state, result } = await walk(world, text, { until: 'answer', change });
  return { ...defined(state.answer, 'answer adds it'), passages: state.passages ?? [], detail: result.detail };
}

describe('answer', () => {
  it('answers a question with the sentence, its citation and its evidence', async () => {
    const { tool, response, citations, passages, detail, evidence } = await answered('When was Fastnet first lit?');
    expect(tool).toBe('answer');
    expect(response).toContain('1904');
    expect(passages[(citations[0]?.source ?? 0) - 1]?.documentId).toBe('fastnet');
    expect(Object.keys(evidence).length).toBeGreaterThan(5);
    expect(detail).toMatchObject({ tool: 'answer', citations: citations.length, answered: true });
  });

  it('lists passages for keywords, and says why', async () => {
    const { tool, reason, answered: found } = await answered('granite tower');
    expect({ tool, found }).toEqual({ tool: 'search', found: true });
    expect(reason).toContain('keywords');
  });

  it.each(['answer', 'search'] as const)('uses the tool that was asked for: %s', async (tool) => {
    for (const text of ['When was Fastnet first lit?', 'granite tower']) {
      expect(await answered(text, { tool })).toMatchObject({ tool, reason: `the request asked for ${tool}` });
    }
  });

  it.each([
    ['summarize', 'the lighthouses', '1904'],
    ['compare', 'Fastnet and Bell Rock', 'Bell Rock: '],
    ['extract', 'all dates about Bell Rock', '1807, 1810'],
    ['analyze', 'how many documents mention lighthouses', '3 of 3 documents'],
  ] as const)('gathers from several passages for %s, each statement cited', async (tool, text, expected) => {
    const { response, citations, passages, ...found } = await answered(text, { tool });
    expect(found).toMatchObject({ tool, answered: true, reason: `the request asked for ${tool}` });
    expect(response).toContain(expected);
    expect(citations.length).toBeGreaterThan(0);
    for (const { source, start, end } of citations) {
      const passage = passages[source - 1];
      expect(start).toBeGreaterThanOrEqual(passage?.start ?? Number.NaN);
      expect(end).toBeLessThanOrEqual(passage?.end ?? Number.NaN);
    }
  });

  it('counts over the filtered collection alone', async () => {
    const filter = { op: 'eq', field: 'tags', value: 'ireland' } as const;
    const { response } = await answered('How many documents mention lighthouses?', { filter });
    expect(response).toContain('1 of 1 document in this collection');
  });

  it('answers with one sentence, as it stands, without synthesis', async () => {
    const { citations, response } = await answered('Which tower is built of Cornish granite?', { synthesis: false });
    expect(citations).toHaveLength(1);
    expect(response).toMatch(/^Its tower is built of Cornish granite [^.]*\. \[1\]$/);
  });

  it('cites one source in bare', async () => {
    const { citations } = await answered('Which lighthouse tower was built of granite?', { pattern: 'bare' });
    expect(citations).toHaveLength(1);
  });

  it('says that there is nothing in an empty collection', async () => {
    expect(await answered('When was Fastnet first lit?', { collection: 'empty' })).toMatchObject({
      answered: false,
      citations: [],
      response: 'Not in your documents: no passage matches this question.',
    });
  });
});
