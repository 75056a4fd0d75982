import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../support/start-server.ts';

/** More than the burst of the tier of callers without a key. */
const REQUESTS = 30;

/** The statuses of requests from one address that each claim another one. */
async function statusesOf(env: Record<string, string>): Promise<readonly number[]> {
  const keys = { AUTH: 'on', ADMIN_KEY: 'an-admin-key-of-forty-characters-for-tests', ANONYMOUS_TIER: 'anonymous' };
  const server = await startServer({ env: { ...keys, ...env } });
  onTestFinished(async () => {
    await server.stop();
  });
  const statuses: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const headers = {
      'x-forwarded-for': `198.51.100.${i}`,
      forwarded: `for=198.51.100.${i}`,
      'x-real-ip': `198.51.100.${i}`,
    };
    const response = await fetch(`${server.url}/api/documents`, { headers });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  return statuses;
}

describe('a caller who claims another address with every request', () => {
  it('has one limit all the same', async () => {
    const statuses = await statusesOf({});
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(statuses.at(-1)).toBe(429);
  });

  it('would have as many as addresses behind a proxy that is believed', async () => {
    expect(new Set(await statusesOf({ TRUSTED_PROXIES: '127.0.0.1' }))).toEqual(new Set([200]));
  });
});
