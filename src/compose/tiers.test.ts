import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TIERS } from '../core/limiter/tiers.ts';
import { readTiers } from './tiers.ts';

const folder = mkdtempSync(join(tmpdir(), 'queryloom-tiers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: unknown): string {
  const path = join(folder, 'tiers.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) });

describe('readTiers', () => {
  it('has the tiers of the guide without a file', () => {
    expect(readTiers({ tiersFile: null, anonymousTier: null })).toBe(TIERS);
  });

  it('has those of the file', () => {
    const tiersFile = fileOf({ gold: { per_minute: 9, burst: 3, per_hour: null, per_day: null } });
    const tiers = readTiers({ tiersFile, anonymousTier: 'gold' });
    expect(tiers.find(({ name }) => name === 'gold')?.limits?.burst).toBe(3);
  });

  it('stops at a change that makes no sense', () => {
    const tiersFile = fileOf({ golden: { per_minute: 9 } });
    expect(() => readTiers({ tiersFile, anonymousTier: null })).toThrow(invalid(/tiers\.json".*\n- tier "golden"/));
  });

  it('wants a tier with limits for callers without a key', () => {
    expect(readTiers({ tiersFile: null, anonymousTier: 'basic' })).toBe(TIERS);
    expect(() => readTiers({ tiersFile: null, anonymousTier: 'fre' })).toThrow(
      invalid(/ANONYMOUS_TIER is "fre", which is no tier; allowed: anonymous, free/),
    );
    expect(() => readTiers({ tiersFile: null, anonymousTier: 'local' })).toThrow(invalid(/has no limits/));
  });
});
