import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../src/app.ts';
import { compose } from '../../src/compose/compose.ts';
import { readSettings } from '../../src/config/env.ts';

/** A server on a free port where the header `x-tenant` says who asks; without it, the tenant `default`. */
export type TenantServer = { readonly url: string; close(): Promise<void> };

/** Everything `npm start` makes, over a folder of its own; only who asks is decided by the test. */
export async function startTenantServer(env: Readonly<Record<string, string>> = {}): Promise<TenantServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-tenants-'));
  const settings = readSettings({ DATA_DIR: dataDir, SAMPLE_DOCS: 'off', WORKERS: '1', LOG_LEVEL: 'error', ...env });
  const services = await compose(settings);
  const app = await buildApp(services.app, settings, {
    checkAnswers: true,
    principal: (request) => ({
      tenant: String(request.headers['x-tenant'] ?? 'default'),
      tier: 'local',
      scopes: ['read', 'write', 'admin'],
      userId: null,
    }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async close() {
      await app.close();
      await services.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
