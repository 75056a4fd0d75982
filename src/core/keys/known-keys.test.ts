import { expect, it } from 'vitest';
import { keyIn } from '../../../test/support/keys.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import { KnownKeys } from './known-keys.ts';

it('holds at most so many keys, the longest unused gives way, and looking is no use', async () => {
  const store = memoryKeys();
  const known = new KnownKeys(2);
  const records = await Promise.all(['a', 'b', 'c'].map(async (keyId) => (await keyIn(store, { keyId })).record));
  for (const record of records.slice(0, 2)) known.put(record);
  known.touch('a');
  known.peek('b');
  for (const record of records.slice(2)) known.put(record);
  expect(['a', 'b', 'c'].map((id) => known.peek(id) !== undefined)).toEqual([true, false, true]);
});

it('never goes back to an older state, and brings up to date only what it holds', async () => {
  const { record } = await keyIn(memoryKeys(), { keyId: 'a' });
  const known = new KnownKeys(2);
  known.refresh(record);
  expect(known.peek('a')).toBeUndefined();
  const newer = { ...record, tier: 'free', change: record.change + 1 };
  known.put(newer);
  expect(known.put(record).record).toBe(newer);
  known.refresh(record);
  expect(known.peek('a')?.identified.tier).toBe('free');
  known.refresh({ ...newer, tier: 'team', change: newer.change + 1 });
  expect(known.peek('a')?.identified.tier).toBe('team');
});
