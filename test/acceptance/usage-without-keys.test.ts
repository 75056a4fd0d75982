import { describe, expect, it } from 'vitest';
import { apiClient } from '../support/api.ts';
import { startKeyedServer, startTenantServer } from '../support/tenant-server.ts';

type Window = { readonly window: string; readonly left: number };

describe('limits and use of callers without a key', () => {
  it('are those of their address', async () => {
    const server = await startKeyedServer({ ANONYMOUS_TIER: 'free' });
    const nobody = apiClient(server.url);
    for (let i = 0; i < 3; i++) expect((await nobody('GET', '/api/templates')).status).toBe(200);
    const { status, body } = await nobody('GET', '/api/usage');
    expect(status).toBe(200);
    expect(body).toMatchObject({ key_id: null, tier: 'free', usage: { calls: 0, by_day: [], by_operation: [] } });
    expect(body.windows.find(({ window }: Window) => window === 'per_hour').left).toBe(96);
    // An hour has 100: however slow the machine is, one of these is refused.
    const all = await Promise.all(Array.from({ length: 101 }, () => nobody('GET', '/api/usage')));
    const refused = all.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer.body.violated_policies[0]).toBe(answer.body.limit_type);
      expect(answer.headers.get('retry-after')).toBe(String(answer.body.retry_after));
      expect(answer.headers.get('ratelimit')).toContain(`"${answer.body.limit_type}";r=0;`);
    }
    await server.close();
  });

  it('are none on an open server, which counts its use all the same', async () => {
    const server = await startTenantServer();
    const api = apiClient(server.url);
    for (let i = 0; i < 30; i++) await api('GET', '/api/templates');
    const { body, headers } = await api('GET', '/api/usage?days=1');
    expect(body).toMatchObject({ key_id: null, tier: 'local', limits: null, windows: [] });
    expect(body.usage.by_operation[0]).toMatchObject({
      operation: 'listTemplates',
      tier: 'local',
      calls: 30,
      units: 30,
    });
    expect(headers.get('ratelimit')).toBeNull();
    await server.close();
  });
});
