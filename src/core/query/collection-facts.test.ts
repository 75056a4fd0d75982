import { afterAll, beforeAll, expect, test } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../test/support/query-world.ts';
import type { Filter } from '../../ports/filter.ts';
import { collectionFacts } from './collection-facts.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

async function facts(text: string, filter: Filter | null = null) {
  const { state } = await walk(world, text, { until: 'select', change: { filter } });
  return collectionFacts(state, world.ports, AbortSignal.timeout(10_000));
}

test('documents that have the words together, and what is known of them', async () => {
  const { documents, mentioning, described } = await facts('How many documents mention Bell Rock?');
  expect({ documents, mentioning }).toEqual({ documents: 3, mentioning: { documents: 1, exact: true } });
  expect(described.get('bell-rock')).toEqual({ tags: ['scotland'], metadata: { year: 1810 } });
});

test('the filter of the request holds for both counts', async () => {
  const filter = { op: 'gte', field: 'year', value: 1880 } as const;
  expect(await facts('How many documents mention lighthouse?', filter)).toMatchObject({
    documents: 2,
    mentioning: { documents: 2 },
  });
});

test('without a topic nothing is mentioned; in an empty collection nothing is there', async () => {
  expect((await facts('How many documents are there?')).mentioning).toBeNull();
  const { state } = await walk(world, 'How many documents are there?', {
    until: 'select',
    change: { collection: 'none' },
  });
  expect(await collectionFacts(state, world.ports, AbortSignal.timeout(10_000))).toMatchObject({ documents: 0 });
});
