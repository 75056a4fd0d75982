import { expect, it } from 'vitest';
import { rollupKey, rollupWrite } from '../../../test/support/activity.ts';
import { memoryRollups } from '../../../test/support/memory-rollups.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { PendingRollups } from './pending-rollups.ts';
import { readRollups } from './read-rollups.ts';
import { Rollup } from './rollup.ts';

it('reads rows slice by slice in their order, then what has no row, and passes over what it cannot read', async () => {
  const store = memoryRollups();
  const text = new Rollup().toText();
  await store.put(Array.from({ length: 70 }, (_, i) => rollupWrite(i * 10, { text })));
  await store.put([rollupWrite(5, { text: text.replace('"format":1', '"format":9') })]);
  const pending = new PendingRollups();
  pending.at(rollupKey(55))?.tallies.errors.add('X');
  pending.at(rollupKey(650))?.tallies.errors.add('X');
  pending.at(rollupKey(999));
  const starts: number[] = [];
  const errors: number[] = [];
  const sources = { store, scheduler: manualScheduler(), pending };
  const wanted = { tenant: 'acme', grain: 'day', span: { sinceMs: 0, untilMs: 690 } } as const;
  for await (const slice of readRollups(sources, wanted)) {
    for (const { startMs, rollup } of slice) {
      starts.push(startMs);
      if (rollup.errors > 0) errors.push(startMs);
    }
  }
  expect(starts).toEqual([...Array.from({ length: 69 }, (_, i) => i * 10), 55]);
  expect(errors).toEqual([650, 55]);
});
