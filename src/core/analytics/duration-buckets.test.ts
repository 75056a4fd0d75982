import { expect, it } from 'vitest';
import { durationBucket } from './duration-buckets.ts';

it.each([
  [0, '<100ms'],
  [99.9, '<100ms'],
  [100, '<250ms'],
  [499, '<500ms'],
  [999.9, '<1s'],
  [1_000, '<5s'],
  [5_000, '>5s'],
  [1e9, '>5s'],
  [Number.NaN, '>5s'],
])('%d ms is counted in %s', (durationMs, name) => {
  expect(durationBucket(durationMs)).toBe(name);
});
