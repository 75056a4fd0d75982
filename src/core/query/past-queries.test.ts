import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { ALL_HISTORY, type HistoryFilter } from '../../ports/history-store.ts';
import { PastQueries } from './past-queries.ts';
import { WITHHELD } from './stored-answer.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

const listOf = (userId: string) =>
  world.past.list(ASKER.tenant, { ...ALL_HISTORY, userId }, { limit: 10, after: null });

async function asked(text: string, userId: string) {
  const answer = await world.ask(text, { userId });
  await world.queries.settled();
  return answer;
}

async function addKeeper(id: string, name: string): Promise<void> {
  await world.add([
    { id, title: `Keeper ${name}`, text: `The keeper ${name} trimmed the lamp of ${id} for forty years.` },
  ]);
}

describe('PastQueries', () => {
  it('gives an answer back as it was, its sources read anew', async () => {
    const answer = await asked('Who built Bell Rock?', 'ada');
    const { trace: _trace, ...whole } = answer;
    expect(await world.past.answer(ASKER.tenant, answer.queryId)).toEqual({ ...whole, withheld: false });
    expect(await listOf('ada')).toMatchObject([
      { queryId: answer.queryId, responsePreview: answer.response.slice(0, 200), userId: 'ada', cacheHit: false },
    ]);
  });

  it('gives the walk and the candidates back', async () => {
    const filter = { op: 'eq', field: 'tags', value: 'scotland' } as const;
    const answer = await world.ask('Who built Bell Rock?', { filter });
    await world.queries.settled();
    const { text, trace } = await world.past.trace(ASKER.tenant, answer.queryId);
    expect(text).toBe('Who built Bell Rock?');
    expect(trace).toMatchObject({ pattern: 'fast', collection: 'default', filter, trace: answer.trace });
    expect(trace.selected).toEqual(answer.sources.map(({ chunk }) => chunk));
    expect(trace.candidates.map(({ chunk }) => chunk)).toEqual(trace.selected);
  });

  it.each([
    ['deleted', (id: string) => world.ingests.deleteDocument(ASKER.tenant, id)],
    ['disabled', (id: string) => world.ingests.patchDocument(ASKER.tenant, id, { enabled: false })],
    ['changed', (id: string) => world.add([{ id, text: 'Nothing is told of keepers any more.' }])],
  ])('withholds what quoted a document that was %s', async (change, apply) => {
    const id = `lamp-${change}`;
    await addKeeper(id, 'Umberto');
    const { queryId, response } = await asked(`Who trimmed the lamp of ${id}?`, change);
    expect(response).toContain('Umberto');
    await apply(id);
    const restored = await world.past.answer(ASKER.tenant, queryId);
    expect(restored).toMatchObject({ response: WITHHELD, withheld: true, citations: [] });
    expect(JSON.stringify([restored, await listOf(change)])).not.toContain('Umberto');
  });

  it('withholds a refusal that named the title of a deleted document', async () => {
    await world.add([{ id: 'gone', title: 'Keeper Ottoline', collection: 'keepers', text: 'She trimmed the lamp.' }]);
    const change = { userId: 'grace', collection: 'keepers' };
    const { queryId, answered, response } = await world.ask('What is the melting point of tungsten?', change);
    await world.queries.settled();
    expect(answered).toBe(false);
    expect(response).toContain('Ottoline');
    await world.ingests.deleteDocument(ASKER.tenant, 'gone');
    const shown = JSON.stringify([await world.past.answer(ASKER.tenant, queryId), await listOf('grace')]);
    expect(shown).not.toContain('Ottoline');
  });

  it('shows an answer again when its document is enabled again', async () => {
    await addKeeper('lamp', 'Wilfred');
    const { queryId } = await asked('Who trimmed the lamp of lamp?', 'eve');
    await world.ingests.patchDocument(ASKER.tenant, 'lamp', { enabled: false });
    expect(await world.past.answer(ASKER.tenant, queryId)).toMatchObject({ withheld: true });
    await world.ingests.patchDocument(ASKER.tenant, 'lamp', { enabled: true });
    expect(await world.past.answer(ASKER.tenant, queryId)).toMatchObject({ withheld: false });
  });

  it('rejects with QUERY_NOT_FOUND for unknown ids and those of another tenant alike', async () => {
    const { queryId } = await asked('Who built Bell Rock?', 'ada');
    for (const [tenant, id] of [
      [ASKER.tenant, 'q_unknown'],
      ['stranger', queryId],
    ] as const) {
      const expected = { code: 'QUERY_NOT_FOUND', message: `There is no query "${id}" in the history.` };
      await expect(world.past.answer(tenant, id)).rejects.toMatchObject(expected);
      await expect(world.past.trace(tenant, id)).rejects.toMatchObject(expected);
    }
  });

  it('clears what the filter names', async () => {
    await asked('Who built Bell Rock?', 'mallory');
    const kept = (await listOf('ada')).length;
    expect(await world.past.clear(ASKER.tenant, { ...ALL_HISTORY, userId: 'mallory' })).toBe(1);
    expect(await listOf('mallory')).toEqual([]);
    expect(await listOf('ada')).toHaveLength(kept);
  });

  it('tells every listener of a clear once the history is clear, and fails when one of them does', async () => {
    await asked('Who built Bell Rock?', 'leaver');
    const told: [string, string | null, number][] = [];
    const cleared = async (tenant: string, { userId }: HistoryFilter) => {
      told.push([tenant, userId, (await listOf('leaver')).length]);
    };
    const broken = () => Promise.reject(new Error('cannot forget'));
    const past = new PastQueries(world.ports, [{ cleared }, { cleared: broken }, { cleared }]);
    await expect(past.clear(ASKER.tenant, { ...ALL_HISTORY, userId: 'leaver' })).rejects.toThrow('cannot forget');
    expect(told).toEqual([
      [ASKER.tenant, 'leaver', 0],
      [ASKER.tenant, 'leaver', 0],
    ]);
  });
});
