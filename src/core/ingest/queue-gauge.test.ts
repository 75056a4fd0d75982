import { expect, it } from 'vitest';
import { QueueGauge } from './queue-gauge.ts';

function setUp(waiting = { items: 0, contentBytes: 0 }) {
  const store = { waiting, asked: 0 };
  const backlog = async () => {
    store.asked += 1;
    return store.waiting;
  };
  return { store, gauge: new QueueGauge({ backlog }, { itemsMax: 10, contentBytesMax: 1_000 }) };
}

it('asks the store once, then counts for itself until it seems full', async () => {
  const { store, gauge } = setUp();
  for (let i = 0; i < 10; i++) await gauge.admit({ items: 1, contentBytes: 10 });
  expect(store.asked).toBe(1);
  store.waiting = { items: 10, contentBytes: 100 };
  await expect(gauge.admit({ items: 1, contentBytes: 10 })).rejects.toMatchObject({ code: 'INGEST_QUEUE_FULL' });
  store.waiting = { items: 9, contentBytes: 90 };
  await expect(gauge.admit({ items: 1, contentBytes: 10 })).resolves.toBeUndefined();
});

it('knows what an earlier process left', async () => {
  const { gauge } = setUp({ items: 1, contentBytes: 995 });
  await expect(gauge.admit({ items: 1, contentBytes: 10 })).rejects.toMatchObject({ code: 'INGEST_QUEUE_FULL' });
});

it('takes any one call when nothing waits', async () => {
  const { gauge } = setUp();
  await expect(gauge.admit({ items: 50, contentBytes: 5_000 })).resolves.toBeUndefined();
});

it('makes room as items leave', async () => {
  const { gauge, store } = setUp();
  await gauge.admit({ items: 10, contentBytes: 100 });
  gauge.leave({ items: 4, contentBytes: 40 });
  await gauge.admit({ items: 4, contentBytes: 40 });
  expect(store.asked).toBe(1);
});
