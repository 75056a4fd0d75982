import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, LIGHTHOUSES, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { type Explanation, explainDocument } from './explain.ts';
import type { QueryRequest } from './query-request.ts';

const QUESTION = 'Who built Bell Rock?';
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld([
    ...LIGHTHOUSES,
    { id: 'far', collection: 'elsewhere', text: 'Bell Rock is told of here too.' },
    { id: 'soup', title: 'Soup', text: 'Simmer the leeks in butter until they are soft, then add the potatoes.' },
    { id: 'twice', title: 'Rocks', text: 'A bell hung on a rock. The rock was known to every skipper on that coast.' },
  ]);
});

afterAll(() => world.close());

/** Asks, and explains what became of a document. */
async function explain(
  documentId: string,
  change: Partial<Omit<QueryRequest, 'text'>> = {},
  afterwards: () => Promise<unknown> = async () => null,
  question = QUESTION,
): Promise<Explanation> {
  const { queryId } = await world.ask(question, change);
  await world.queries.settled();
  await afterwards();
  const past = await world.past.trace(ASKER.tenant, queryId);
  return explainDocument(world.ports, ASKER.tenant, past, documentId);
}

describe('explainDocument', () => {
  it('names the source that a chosen document is', async () => {
    const found = await explain('bell-rock');
    expect(found).toMatchObject({ documentId: 'bell-rock', chosen: true, rank: 1, score: 1 });
    expect(found.reason).toBe('its best passage is source 1');
    expect(found.lexical).toBeGreaterThan(0);
    expect(found.late).toBeGreaterThan(0);
  });

  it('says at which place a document ranked that was not kept', async () => {
    const found = await explain('fastnet', { topK: 1 });
    expect(found).toMatchObject({ chosen: false });
    expect(found.rank).toBeGreaterThan(1);
    expect(found.reason).toBe(`its best passage ranked ${found.rank}, and 1 were kept`);
  });

  it('knows a source whose place in the ranking is below that of passages that were grouped away', async () => {
    const long = Array.from(
      { length: 6 },
      (_, i) => `Bell Rock number ${i} is a rock. ${'It stands in the sea. '.repeat(60)}`,
    );
    await world.add([
      { id: 'long', collection: 'grouped', text: long.join('\n\n') },
      { id: 'short', collection: 'grouped', text: 'A boat was tied to the pier, and its captain slept.' },
    ]);
    const found = await explain('short', { collection: 'grouped', groupBy: 'document', topK: 2 });
    expect(found).toMatchObject({ chosen: true, reason: 'its best passage is source 2' });
    expect(found.rank).toBeGreaterThan(2);
  });

  it('names the collection when it is another', async () => {
    expect(await explain('far')).toMatchObject({
      chosen: false,
      rank: null,
      reason: 'it is in the collection "elsewhere", the query asked "default"',
    });
  });

  it('says that a document is disabled', async () => {
    await world.ingests.patchDocument(ASKER.tenant, 'twice', { enabled: false });
    expect(await explain('twice')).toMatchObject({ chosen: false, rank: null, reason: 'it is disabled' });
    await world.ingests.patchDocument(ASKER.tenant, 'twice', { enabled: true });
  });

  it('says that the filter of the query left a document out', async () => {
    const filter = { op: 'eq', field: 'tags', value: 'scotland' } as const;
    expect(await explain('eddystone', { filter })).toMatchObject({
      chosen: false,
      rank: null,
      reason: 'the filter of the query leaves it out',
    });
    expect(await explain('bell-rock', { filter })).toMatchObject({ chosen: true });
  });

  it('scores a document anew that was no candidate', async () => {
    const words = await explain('soup', { backend: 'lexical' });
    expect(words).toMatchObject({ chosen: false, rank: null, lexical: 0, late: null, score: null });
    expect(words.reason).toBe('it shares no word with the question, and its meaning is not among the nearest');
    expect(words.dense).toBeGreaterThan(-1);
    const added = { id: 'newer', text: 'Bell Rock was painted white.' };
    const later = await explain('newer', { backend: 'lexical' }, () => world.add([added]));
    expect(later.lexical).toBeGreaterThan(0);
    expect(later.reason).toBe('its scores were below those of every candidate that was kept');
  });

  it('rejects with DOCUMENT_NOT_FOUND for an unknown document, and for one of another tenant', async () => {
    await expect(explain('nowhere')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    const { queryId } = await world.ask(QUESTION);
    await world.queries.settled();
    const past = await world.past.trace(ASKER.tenant, queryId);
    await expect(explainDocument(world.ports, 'stranger', past, 'bell-rock')).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
  });
});
