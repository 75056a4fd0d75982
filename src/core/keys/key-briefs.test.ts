import { expect, it } from 'vitest';
import { createdBrief, revokedBrief, rotatedBrief } from './key-briefs.ts';

it('says in a sentence what a key was made as', () => {
  const key = { name: 'ci', tier: 'team', scopes: ['read', 'write'] as const, limits: null, expiresAtMs: null };
  expect(createdBrief(key)).toBe('"ci": tier team, scopes read write, without an end');
  const limits = { burst: 1, perMinute: 2, perHour: null, perDay: 4 };
  expect(createdBrief({ ...key, limits, expiresAtMs: 0 })).toBe(
    '"ci": tier team, scopes read write, own limits 1/2/none/4, until 1970-01-01T00:00:00.000Z',
  );
});

it('says how long the secret before a rotation is good', () => {
  expect(rotatedBrief({ name: 'ci' }, 60_000, 60_000)).toContain('is good until 1970-01-01T00:01:00.000Z');
  expect(rotatedBrief({ name: 'ci' }, 0, 0)).toBe('"ci": the secret before ended at once');
  expect(revokedBrief({ name: 'ci' })).toBe('"ci"');
});
