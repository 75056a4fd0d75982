import { describe, expect, it } from 'vitest';
import { HASHER, keyIn } from '../../../test/support/keys.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import { opens, standingOf } from './standing.ts';

const { text, record } = await keyIn(memoryKeys());
const hash = HASHER.hash(text);
const other = HASHER.hash('another secret');

describe('whether a hash opens a key', () => {
  it('is the hash of its secret, and nothing else', () => {
    expect(opens(record, hash, 0)).toBe(true);
    expect(opens(record, other, 0)).toBe(false);
    expect(opens(record, Buffer.alloc(32), 0)).toBe(false);
    expect(opens(null, hash, 0)).toBe(false);
    expect(opens(null, Buffer.alloc(32), 0)).toBe(false);
  });

  it('is also that of the secret before, until its overlap ends', () => {
    const rotated = { ...record, hash: other, previous: { hash, untilMs: 100 } };
    expect([opens(rotated, hash, 99), opens(rotated, hash, 100)]).toEqual([true, false]);
    expect(opens(rotated, other, 1_000)).toBe(true);
  });

  it('ends with the key: by its time, or by a person', () => {
    const ending = { ...record, expiresAtMs: 50 };
    expect([opens(ending, hash, 49), opens(ending, hash, 50)]).toEqual([true, false]);
    expect(opens({ ...record, revokedAtMs: 10 }, hash, 5)).toBe(false);
    const both = { ...record, hash: other, previous: { hash, untilMs: 100 }, expiresAtMs: 20 };
    expect([opens(both, hash, 19), opens(both, hash, 20)]).toEqual([true, false]);
  });

  it('is told in one word', () => {
    expect(standingOf(record, 0)).toBe('active');
    expect(standingOf({ ...record, expiresAtMs: 5 }, 5)).toBe('expired');
    expect(standingOf({ ...record, expiresAtMs: 5, revokedAtMs: 1 }, 9)).toBe('revoked');
  });
});
