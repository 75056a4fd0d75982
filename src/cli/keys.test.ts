import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../test/support/start-server.ts';

const BIN = new URL('./bin.js', import.meta.url).pathname;
/** A port where nothing answers: commands open the data folder themselves. */
const NO_SERVER = '1';

let dataDir: string;
let server: RunningServer | null = null;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-cli-keys-'));
});

afterAll(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

type Outcome = { readonly code: number; readonly out: string; readonly err: string };

/** `queryloom keys …` with nothing of the test runner's environment but the path. */
function keys(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  // biome-ignore lint/style/noProcessEnv: child processes need the PATH that this one was started with.
  const { PATH, HOME } = process.env;
  const options = { env: { PATH, HOME, DATA_DIR: dataDir, PORT: NO_SERVER, AUTH: 'on', ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, 'keys', ...args], options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, out, err });
    });
  });
}

it('makes the first key of a server where its data is, and manages keys through the server with it', async () => {
  const made = await keys(['create', '--name', 'first', '--scope', 'read', 'admin', '--expires', '90d']);
  expect(made).toMatchObject({ code: 0, err: '' });
  const key = made.out.trim().split('\n').at(-1) ?? '';
  expect(key).toMatch(/^ql_live_[0-9a-z]{16}_[0-9a-z]{52}_[0-9a-z]{7}$/);
  expect(made.out).toContain('shown this once');

  server = await startServer({ dataDir, env: { AUTH: 'on' } });
  const at = ['--url', server.url];
  const without = await keys(['list', ...at]);
  expect(without).toMatchObject({ code: 1, out: '' });
  expect(without.err).toMatch(/KEY_REQUIRED.*Set API_KEY/s);

  const env = { API_KEY: key };
  const fields = ['--name', 'report', '--tenant', 'acme', '--tier', 'team', '--environment', 'test'];
  const second = JSON.parse((await keys(['create', ...at, ...fields, '--json'], env)).out);
  expect(second).toMatchObject({
    tenant: 'acme',
    tier: 'team',
    scopes: ['read'],
    environment: 'test',
    expires_at: null,
  });
  const rotated = await keys(['rotate', second.key_id, '--overlap', '2h', ...at], env);
  expect(rotated.out).toMatch(/The secret before is good until .*\nql_test_/s);
  const revoked = await keys(['revoke', second.key_id, ...at], env);
  expect(revoked).toMatchObject({
    code: 0,
    out: `${second.key_id} "report" was revoked: it opens nothing any more.\n`,
  });

  const [list, audit, refused] = await Promise.all([
    keys(['list', '--tenant', 'acme', ...at], env),
    keys(['audit', '--limit', '3', ...at], env),
    keys(['create', '--name', 'x', '--tier', 'golden', '--expires', 'soon', ...at], env),
  ]);
  expect(list.out).toBe(`${second.key_id}  revoked  "report" (acme, team, read)\n`);
  expect(audit.out.split('\n').map((line) => line.split(' ')[2])).toEqual(['revoked', 'rotated', 'created', undefined]);
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('expires_at') });
});
