import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isCodedError } from '../shared/errors.ts';
import { readTiersFile } from './tiers.ts';

const folder = mkdtempSync(join(tmpdir(), 'queryloom-tiers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: unknown): string {
  const path = join(folder, 'tiers.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function messageOf(path: string): string {
  try {
    readTiersFile(path);
  } catch (error) {
    if (isCodedError(error) && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  return '';
}

describe('readTiersFile', () => {
  it('reads figures by tier', () => {
    const gold = {
      per_minute: 500,
      burst: 50,
      per_hour: null,
      per_day: 1_000,
      adaptive_floor: 0.5,
      in_flight_share: 1,
      sockets: 10,
    };
    const read = readTiersFile(fileOf({ free: { per_minute: 30 }, gold }));
    expect(Object.fromEntries(read)).toEqual({ free: { per_minute: 30 }, gold });
  });

  it('names file, tier, field and what is allowed', () => {
    const path = fileOf({ free: { per_minut: 30 }, gold: { per_hour: 0, adaptive_floor: 2, sockets: -1 }, team: 5 });
    const message = messageOf(path);
    expect(message).toContain(path);
    expect(message).toContain('tier "free" has no field "per_minut"; allowed: per_minute, burst, per_hour, per_day');
    expect(message).toContain('tier "gold", field "per_hour": allowed: a whole number from 1 to 1000000000, or null');
    expect(message).toContain('tier "gold", field "adaptive_floor": allowed: a number from 0 to 1');
    expect(message).toContain('tier "gold", field "sockets": allowed: a whole number from 0');
    expect(message).toContain('tier "team" is not an object of figures');
  });

  it('refuses names that fit nowhere', () => {
    expect(messageOf(fileOf({ 'Gold tier': {} }))).toContain('tier "Gold tier": a name is');
    expect(messageOf(fileOf('{"__proto__": {"per_minute": 1}}'))).not.toBe('');
  });

  it('refuses what is no file of tiers', () => {
    expect(messageOf(join(folder, 'missing.json'))).toMatch(/missing\.json".*\n- it cannot be read \(ENOENT\)/);
    expect(messageOf(fileOf('{"free": {'))).toContain('it is not JSON');
    for (const wrong of [[], 'null', '"free"']) expect(messageOf(fileOf(wrong))).toContain('not an object with a tier');
    for (const value of ['60', 1.5, true, {}])
      expect(messageOf(fileOf({ free: { burst: value } }))).toContain('"burst"');
  });
});
