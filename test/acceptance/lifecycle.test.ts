import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../support/api.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const run = promisify(execFile);
/** Time in which requests are still served after SIGTERM: enough for several rounds of them. */
const DRAIN_MS = 1_500;
/** Connections that ask without a pause. */
const CALLERS = 8;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queryloom-lifecycle-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly output: string };

/** Starts a server that is expected to end by itself. */
async function endOf(env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', SAMPLE_DOCS: 'off', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, output: `${out}${err}` };
}

describe('SIGTERM under load', () => {
  let server: RunningServer;
  const statuses: number[] = [];
  const failures: string[] = [];
  let code: number | null = null;
  let readyWhileDraining = 0;

  beforeAll(async () => {
    server = await startServer({ dataDir: join(folder, 'load'), env: { DRAIN_MS: String(DRAIN_MS) } });
    const api = apiClient(server.url);
    const documents = [{ id: 'lamp', text: 'The lamp was built by Ada in 1850.' }];
    await api('POST', '/api/documents?wait=indexed', { documents });
    const signalled = Promise.withResolvers<void>();
    const done = Array.from({ length: CALLERS }, () => callUntilDrained(server.url, signalled.resolve));
    await signalled.promise;
    const exited = once(server.process, 'exit');
    server.process.kill('SIGTERM');
    readyWhileDraining = await unready(api);
    await Promise.all(done);
    await exited;
    code = server.process.exitCode;
  });

  /** Asks on one kept connection until the server says it is draining, then once more on a new one. */
  async function callUntilDrained(url: string, started: () => void): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let left = 10_000; left > 0; left--) {
      const answer = await ask(url, agent).catch((error: Error) => error);
      if (answer instanceof Error) {
        failures.push(answer.message);
        break;
      }
      // A starved machine may shed: that is told, has taken nothing, and is no request that the stop has failed.
      if (answer.isShed) continue;
      statuses.push(answer.status);
      if (statuses.length === 5 * CALLERS) started();
      if (answer.isClosing) break;
    }
    agent.destroy();
  }

  async function ask(url: string, agent: Agent): Promise<{ status: number; isClosing: boolean; isShed: boolean }> {
    const headers = { 'content-type': 'application/json' };
    const sending = request(`${url}/api/query`, { method: 'POST', agent, headers });
    sending.end(JSON.stringify({ text: 'Who built the lamp?' }));
    const [answer] = await once(sending, 'response');
    const isShed = (await text(answer)).includes('SERVER_OVERLOADED');
    return { isShed, status: answer.statusCode, isClosing: answer.headers.connection === 'close' };
  }

  /** The first status of `/ready` that is not 200. */
  async function unready(api: ReturnType<typeof apiClient>): Promise<number> {
    for (let left = 1_000; left > 0; left--) {
      const { status, body } = await api('GET', '/ready');
      if (status !== 200) {
        expect(body).toMatchObject({ status: 503, code: 'SERVER_STOPPING' });
        return status;
      }
    }
    return 200;
  }

  it('fails no request', () => {
    expect(failures).toEqual([]);
    expect(statuses.length).toBeGreaterThanOrEqual(6 * CALLERS);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('says 503 at /ready while it drains, and ends with 0', () => {
    expect(readyWhileDraining).toBe(503);
    expect(code).toBe(0);
  });

  it('has kept what it answered, and what it was given', async () => {
    const again = await startServer({ dataDir: join(folder, 'load') });
    const api = apiClient(again.url);
    const { body } = await api('GET', '/api/history?limit=200');
    expect(body).toHaveLength(Math.min(200, statuses.length));
    expect((await api('POST', '/api/query', { text: 'Who built the lamp?' })).body.response).toContain('Ada');
    expect(await again.stop()).toBe(0);
  });
});

describe('SIGTERM during ingestion', () => {
  it('loses no document that was acknowledged: the next process finishes them', async () => {
    const dataDir = join(folder, 'ingestion');
    const first = await startServer({ dataDir });
    const long = 'The sea was calm and the wind came from the west that day. '.repeat(250);
    const documents = Array.from({ length: 60 }, (_, i) => ({ id: `d${i}`, text: `Volume ${i}. ${long}` }));
    const { status, body } = await apiClient(first.url)('POST', '/api/documents', { documents });
    expect(status).toBe(202);
    expect(await first.stop()).toBe(0);
    const second = await startServer({ dataDir });
    await (await fetch(`${second.url}/api/ingests/${body.ingest_id}/events`)).text();
    const ingest = await apiClient(second.url)('GET', `/api/ingests/${body.ingest_id}`);
    expect(ingest.body).toMatchObject({ state: 'done', total: 60, indexed: 60, failed: 0 });
    expect(await second.stop()).toBe(0);
  });
});

describe('start', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer({ dataDir: join(folder, 'start'), env: { SAMPLE_DOCS: 'on' } });
    // The address is on the first line of the greeting; the rest may still be on its way through the pipe.
    for (let left = 100; left > 0 && !server.lines.join().includes('/docs'); left--) {
      await apiClient(server.url)('GET', '/livez');
    }
  });

  afterAll(() => server.stop());

  it('prints a curl line that works as it stands', async () => {
    const line = server.lines.find((candidate) => candidate.trim().startsWith('curl '));
    const { stdout } = await run('bash', ['-c', line ?? 'false']);
    expect(JSON.parse(stdout)).toMatchObject({ answered: true, query_text: 'What does the confidence mean?' });
    expect(JSON.parse(stdout).response).toContain('the probability that the cited sentence holds the answer');
    expect(server.lines.join('\n')).toMatch(/answers from \d+ documents/);
  });

  it('says what it is, from its own guides', async () => {
    const { body } = await apiClient(server.url)('POST', '/api/query', { text: 'What is Queryloom?' });
    expect(body['response']).toContain('Queryloom is a query server for your own documents.');
    expect(body['sources']).toEqual(expect.arrayContaining([expect.objectContaining({ title: 'Getting started' })]));
  });

  it('is refused on a folder that another process has open, in one sentence and with code 1', async () => {
    const { code, output } = await endOf({ DATA_DIR: server.dataDir });
    expect(code).toBe(1);
    expect(output).toMatch(/^queryloom cannot start: .*\n$/);
    expect(output).toContain(server.dataDir);
    expect((await apiClient(server.url)('GET', '/ready')).status).toBe(200);
  });

  it('has the command line say how to reach a server of another port', async () => {
    const env = { ...process.env, DATA_DIR: server.dataDir, PORT: '1' };
    const asking = run(process.execPath, ['src/cli/cli.ts', 'query', 'why?'], { cwd: ROOT, env });
    await expect(asking).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('name it with --url') });
  });

  it('is refused on a port that is taken, in one sentence and with code 1', async () => {
    const { code, output } = await endOf({ DATA_DIR: join(folder, 'port'), PORT: new URL(server.url).port });
    expect(code).toBe(1);
    expect(output).toMatch(/^queryloom cannot start: .*\n$/);
    expect(output).toContain(new URL(server.url).port);
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT is "eighty"'],
    [{ HOST: '0.0.0.0' }, 'Set ADMIN_KEY'],
    [{ HISTORY: 'maybe', DRAIN_MS: '-1' }, 'HISTORY is "maybe"'],
    [{ DRAIN_MS: '5000', SHUTDOWN_GRACE_MS: '10' }, 'SHUTDOWN_GRACE_MS is 10'],
  ])('is refused with %j, naming the variable', async (env, expected) => {
    const dataDir = join(folder, 'never');
    const { code, output } = await endOf({ DATA_DIR: dataDir, ...env });
    expect(code).toBe(1);
    expect(output).toMatch(/^queryloom cannot start: /);
    expect(output).toContain(expected);
    for (const name of Object.keys(env).slice(1)) expect(output).toContain(name);
    expect(output).not.toContain('    at ');
  });
});
