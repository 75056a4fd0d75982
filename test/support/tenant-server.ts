import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../src/app.ts';
import { compose } from '../../src/compose/compose.ts';
import { readSettings } from '../../src/config/env.ts';
import type { ShellOptions } from '../../src/http/shell.ts';

/** A server of this process, on a free port. */
export type TenantServer = { readonly url: string; close(): Promise<void> };

/** Everything `npm start` makes, over a folder of its own, where the header `x-tenant` says who asks; without it, the tenant `default`. */
export function startTenantServer(env: Readonly<Record<string, string>> = {}): Promise<TenantServer> {
  return start(env, (request) => ({
    tenant: String(request.headers['x-tenant'] ?? 'default'),
    tier: 'local',
    scopes: ['read', 'write', 'admin'],
    userId: null,
  }));
}

/** The same where keys say who asks; the first is of an admin. */
export async function startKeyedServer(
  env: Readonly<Record<string, string>> = {},
): Promise<TenantServer & { readonly adminKey: string }> {
  const adminKey = `admin of this test ${randomUUID()}`.replaceAll(' ', '-');
  return { ...(await start({ AUTH: 'on', ADMIN_KEY: adminKey, ...env })), adminKey };
}

async function start(
  env: Readonly<Record<string, string>>,
  principal?: ShellOptions['principal'],
): Promise<TenantServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-tenants-'));
  const settings = readSettings({ DATA_DIR: dataDir, SAMPLE_DOCS: 'off', WORKERS: '1', LOG_LEVEL: 'error', ...env });
  const services = await compose(settings);
  const app = await buildApp(services.app, settings, {
    checkAnswers: true,
    ...(principal === undefined ? {} : { principal }),
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
