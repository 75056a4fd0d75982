import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';
import type { LexicalIndex } from '../../../ports/lexical-index.ts';
import type { QueryRequest } from '../query-request.ts';
import type { Candidate } from '../query-state.ts';

/** More passages of one book about lamps than a channel of `bare` gives at first, and five short notes below them. */
const BOOK_PARTS = 70;
let world: QueryWorld;

beforeAll(async () => {
  const part = (i: number) =>
    `# Lamp ${i}\n\nThe lamp is the lamp of all lamps. ${`Part ${i} tells how wicks burn. `.repeat(28)}`;
  const book = Array.from({ length: BOOK_PARTS }, (_, i) => part(i)).join('\n\n');
  const filler = 'Rope, tar, canvas, biscuits and water were brought by the tender every other month. '.repeat(12);
  world = await openQueryWorld([
    { id: 'book', text: book },
    ...Array.from({ length: 5 }, (_, i) => ({ id: `note-${i}`, text: `${filler} A lamp was ordered. ${filler}` })),
  ]);
});

afterAll(() => world.close());

type Change = Partial<Omit<QueryRequest, 'text'>>;

async function retrieved(text: string, change: Change = {}) {
  const { state, result } = await walk(world, text, { until: 'retrieve', change });
  return { candidates: state.retrieved ?? [], ...result };
}

const documentsOf = (candidates: readonly Candidate[]) => {
  const partition = world.ports.catalogue.find({ tenant: 'default', collection: 'default' });
  return new Set(candidates.map(({ chunk }) => partition?.documentAt(partition.ordinalOf(chunk) ?? -1)));
};

describe('retrieve', () => {
  it('has a span a channel, and every candidate its score in each of them', async () => {
    const { candidates, children, detail } = await retrieved('lamp wicks');
    expect(children?.map(({ name }) => name)).toEqual(['lexical', 'dense']);
    expect(detail).toMatchObject({ candidates: candidates.length });
    expect(candidates.every(({ lexical, dense }) => lexical !== null && dense !== null)).toBe(true);
    expect(new Set(candidates.map(({ chunk }) => chunk)).size).toBe(candidates.length);
  });

  it.each([
    ['lexical', ['lexical'], 'dense'],
    ['vector', ['dense'], 'lexical'],
  ] as const)('asks the channel of %s alone', async (backend, spans, silent) => {
    const { candidates, children } = await retrieved('lamp wicks', { backend });
    expect(children?.map(({ name }) => name)).toEqual(spans);
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.every((candidate) => candidate[silent] === null)).toBe(true);
  });

  it('looks deeper while grouping leaves fewer documents than were asked for', async () => {
    const shallow = await retrieved('lamp', { pattern: 'bare', backend: 'lexical' });
    expect(shallow.detail).toMatchObject({ depth: 50 });
    expect(documentsOf(shallow.candidates)).toEqual(new Set(['book']));
    const grouped = { pattern: 'bare', backend: 'lexical', groupBy: 'document', topK: 4 } as const;
    const deep = await retrieved('lamp', grouped);
    expect(deep.detail).toMatchObject({ depth: 200 });
    expect(documentsOf(deep.candidates).size).toBe(6);
  });

  it('stops when a channel has nothing more, however many are asked for', async () => {
    const { candidates, detail } = await retrieved('lamp', { backend: 'lexical', groupBy: 'document', topK: 100 });
    expect(documentsOf(candidates).size).toBe(6);
    expect(detail).toMatchObject({ depth: 400 });
  });

  it('looks as deep as top_k at once', async () => {
    const { candidates } = await retrieved('lamp', { pattern: 'bare', backend: 'lexical', topK: 60 });
    expect(candidates).toHaveLength(60);
  });

  it('takes a quoted phrase as a demand, in hybrid too', async () => {
    const { candidates } = await retrieved('"lamp was ordered"', { backend: 'hybrid' });
    expect(documentsOf(candidates)).toEqual(new Set([0, 1, 2, 3, 4].map((i) => `note-${i}`)));
    expect((await retrieved('"ordered was lamp"', { backend: 'hybrid' })).candidates).toEqual([]);
  });

  it('searches for a phrase that few passages hold once', async () => {
    const depths: number[] = [];
    const lexical: LexicalIndex = Object.assign(Object.create(world.ports.lexical), {
      search: (...[scope, query, options]: Parameters<LexicalIndex['search']>) => {
        depths.push(options.limit);
        return world.ports.lexical.search(scope, query, options);
      },
    });
    const change: Change = { pattern: 'bare', backend: 'hybrid', topK: 10 };
    const ports = { ...world.ports, lexical };
    const { state } = await walk(world, '"lamp was ordered"', { until: 'retrieve', change, ports });
    expect(state.retrieved).toHaveLength(5);
    expect(depths).toHaveLength(1);
  });

  it('lets the filter hold in every channel', async () => {
    const filter = { op: 'in', field: 'id', values: ['note-1', 'note-3'] } as const;
    for (const backend of ['lexical', 'vector', 'hybrid'] as const) {
      const { candidates } = await retrieved('lamp', { backend, filter });
      expect(documentsOf(candidates)).toEqual(new Set(['note-1', 'note-3']));
    }
  });

  it('finds nothing in a collection that holds nothing', async () => {
    expect((await retrieved('lamp', { collection: 'empty' })).candidates).toEqual([]);
  });
});
