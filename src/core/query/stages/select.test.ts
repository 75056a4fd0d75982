import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import type { QueryRequest } from '../query-request.ts';

let world: QueryWorld;

beforeAll(async () => {
  const part = (i: number) =>
    `Part ${i} of the book of lamps. ${'The lamp shone over the harbour of the town. '.repeat(24)}`;
  world = await openQueryWorld([
    {
      id: 'book',
      title: 'Book',
      uri: 'file:///book',
      text: Array.from({ length: 12 }, (_, i) => part(i)).join('\n\n'),
    },
    ...Array.from({ length: 6 }, (_, i) => ({
      id: `note-${i}`,
      text: `A note, the ${i}th, about a lamp in the harbour.`,
    })),
  ]);
});

afterAll(() => world.close());

async function selected(text: string, change: Partial<Omit<QueryRequest, 'text'>> = {}) {
  const { state, result } = await walk(world, text, { until: 'select', change });
  return { passages: state.passages ?? [], ranked: state.ranked ?? [], detail: result.detail };
}

describe('select', () => {
  it.each([1, 2, 7, 12])('gives exactly top_k = %i, the best first, with their text', async (topK) => {
    const { passages, ranked, detail } = await selected('lamp harbour', { topK });
    expect(passages.map(({ chunk }) => chunk)).toEqual(ranked.slice(0, topK).map(({ chunk }) => chunk));
    expect(detail).toMatchObject({ kept: topK, adaptive: false });
    for (const { documentId, start, end, text } of passages) {
      const whole = await world.ports.documents.text(ASKER.tenant, documentId);
      expect(whole?.slice(start, end)).toBe(text);
    }
  });

  it('gives all there are when there are fewer than top_k', async () => {
    const { passages, ranked } = await selected('lamp harbour', { topK: 100 });
    expect(passages).toHaveLength(ranked.length);
  });

  it('gives one passage a document, its best, when grouping', async () => {
    const { passages, ranked } = await selected('lamp harbour', { groupBy: 'document', topK: 7 });
    expect(new Set(passages.map(({ documentId }) => documentId)).size).toBe(7);
    const book = passages.find(({ documentId }) => documentId === 'book');
    const records = await world.ports.documents.chunksOf(ASKER.tenant, 'book');
    const own = new Set(records.map(({ chunk }) => chunk));
    expect(book?.chunk).toBe(ranked.find(({ chunk }) => own.has(chunk))?.chunk);
  });

  it('lets the scores decide without top_k, within bounds', async () => {
    const { passages, detail } = await selected('lamp harbour');
    expect(detail).toMatchObject({ adaptive: true, kept: passages.length, stale: 0 });
    expect(passages.length).toBeGreaterThanOrEqual(3);
    expect(passages.length).toBeLessThanOrEqual(30);
  });

  it('hands on no more text than a reader takes in, and one passage in any case', async () => {
    const records = await world.ports.documents.chunksOf(ASKER.tenant, 'book');
    const documents = Object.assign(Object.create(world.ports.documents), {
      chunks: async () => records.map((record) => ({ ...record, text: 'x'.repeat(20_000) })),
    });
    const filter = { op: 'eq', field: 'id', value: 'book' } as const;
    const ports = { ...world.ports, documents };
    const { state } = await walk(world, 'lamp harbour', { until: 'select', change: { filter }, ports });
    expect(state.passages).toHaveLength(1);
    const exact = await walk(world, 'lamp harbour', { until: 'select', change: { filter, topK: 3 }, ports });
    expect(exact.state.passages).toHaveLength(3);
  });

  it('drops a passage that is gone since the search, and counts it', async () => {
    const documents = Object.assign(Object.create(world.ports.documents), {
      chunks: async (tenant: string, keys: readonly number[]) =>
        (await world.ports.documents.chunks(tenant, keys)).filter(({ documentId }) => documentId !== 'note-2'),
    });
    const ports = { ...world.ports, documents };
    const { state } = await walk(world, 'lamp harbour', { until: 'select', change: { topK: 100 }, ports });
    expect(state.passages?.length).toBeGreaterThan(5);
    expect(state.passages?.map(({ documentId }) => documentId)).not.toContain('note-2');
    expect(state.staleCount).toBe(1);
  });
});
