import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../support/start-server.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Twelve secrets, each with a part that is found nowhere else. Keys and tickets are made by the server and added below. */
const PLANTED = {
  adminKey: 'planted-admin-key-AAAA1111-0123456789-abcdef',
  keyPepper: 'planted-key-pepper-BBBB2222-0123456789-abcdef',
  metricsToken: 'planted-metrics-token-CCCC3333',
  apiKey: 'planted-api-key-DDDD4444-0123456789',
  redisPassword: 'planted-redis-EEEE5555',
  wrongBearer: 'planted.bearer-FFFF6666.signature',
  basic: Buffer.from('planted:user-GGGG7777').toString('base64'),
  vendorKey: 'sk-planted-HHHH8888-0123456789abcdef',
  cookie: 'planted-cookie-IIII9999',
  urlPassword: 'planted-url-password-JJJJ0000',
} as const;

const ENVIRONMENT = {
  AUTH: 'on',
  LOG_LEVEL: 'trace',
  ADMIN_KEY: PLANTED.adminKey,
  KEY_PEPPER: PLANTED.keyPepper,
  METRICS_TOKEN: PLANTED.metricsToken,
  API_KEY: PLANTED.apiKey,
  // Nobody listens there: every error of the connection names its address.
  REDIS_URL: `redis://planted:${PLANTED.redisPassword}@127.0.0.1:1/0`,
};

let server: RunningServer;
let log = '';
const secrets = new Map<string, string>(Object.entries(PLANTED));
/** Everything the server answered, by what was asked. */
const answers: { readonly asked: string; readonly text: string }[] = [];

beforeAll(async () => {
  server = await startServer({ env: ENVIRONMENT });
  log += server.lines.join('\n');
  for (const stream of [server.process.stdout, server.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
});

afterAll(() => server?.stop());

type Sent = { readonly headers?: Record<string, string>; readonly body?: unknown };

async function send(method: string, path: string, { headers = {}, body }: Sent = {}) {
  const payload = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${server.url}${path}`, {
    method,
    body: payload,
    headers: { ...(payload === null ? {} : { 'content-type': 'application/json' }), ...headers },
  });
  const text = await answer.text();
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  answers.push({ asked: `${method} ${path.split('?', 1)[0]}`, text: `${head}\n${text}` });
  return { status: answer.status, text };
}

const asAdmin = { 'x-api-key': PLANTED.adminKey };
/** Every way in which a secret comes along with a request; one line a way. */
const everywhere = (secret: string): Record<string, string> => ({
  ...asAdmin,
  cookie: `session=${PLANTED.cookie}`,
  referer: `https://planted:${PLANTED.urlPassword}@example.org/`,
  'user-agent': secret,
  'x-forwarded-for': secret,
});

/** Success, error and debug paths; more are one line each. */
const PATHS: readonly (() => Promise<unknown>)[] = [
  () => send('GET', '/health'),
  () => send('GET', '/ready'),
  () => send('GET', '/metrics', { headers: { authorization: `Bearer ${PLANTED.metricsToken}` } }),
  () => send('GET', '/metrics', { headers: { authorization: `Bearer ${PLANTED.wrongBearer}` } }),
  () => send('GET', '/api/history', { headers: { authorization: `Bearer ${PLANTED.wrongBearer}` } }),
  () => send('GET', '/api/history', { headers: { authorization: `Basic ${PLANTED.basic}` } }),
  () => send('GET', '/api/history', { headers: { 'x-api-key': PLANTED.vendorKey } }),
  () => send('GET', '/api/history', { headers: everywhere(PLANTED.vendorKey) }),
  () => send('GET', `/api/history?api_key=${PLANTED.vendorKey}`, { headers: asAdmin }),
  () => send('GET', `/api/documents/${PLANTED.vendorKey}`, { headers: asAdmin }),
  () => send('GET', `/nowhere/${PLANTED.vendorKey}?token=${PLANTED.vendorKey}`, { headers: asAdmin }),
  () => send('POST', '/api/query', { headers: asAdmin, body: `{"text": "${PLANTED.vendorKey}` }),
  () => send('POST', '/api/query', { headers: asAdmin, body: { text: 'tea', password: PLANTED.urlPassword } }),
  () => send('POST', '/api/query', { headers: asAdmin, body: { text: 'tea', pattern: PLANTED.vendorKey } }),
  () => send('POST', '/api/query', { headers: everywhere(PLANTED.vendorKey), body: { text: 'What is tea?' } }),
  () =>
    send('POST', '/mcp', { headers: everywhere(PLANTED.vendorKey), body: { jsonrpc: '2.0', id: 1, method: 'ping' } }),
  () => send('DELETE', '/api/query', { headers: everywhere(PLANTED.vendorKey) }),
  () => send('GET', '/api/performance/flamegraph', { headers: asAdmin }),
  () => send('GET', '/api/usage', { headers: asAdmin }),
  () => send('GET', '/api/keys', { headers: asAdmin }),
];

describe('twelve planted secrets', () => {
  it('are in no line of the log, no figure, no trace and no answer', async () => {
    const made = await fetch(`${server.url}/api/keys`, {
      method: 'POST',
      headers: { ...asAdmin, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'planted', scopes: ['read', 'write', 'admin'] }),
    });
    expect(made.status).toBe(201);
    const { key }: { key: string } = JSON.parse(await made.text());
    const tickets = await fetch(`${server.url}/api/tickets`, { method: 'POST', headers: { 'x-api-key': key } });
    const { ticket }: { ticket: string } = JSON.parse(await tickets.text());
    secrets.set('key', key.split('_')[3] ?? key).set('ticket', ticket);
    expect(secrets.size).toBe(12);

    for (const path of PATHS) await path();
    await send('GET', '/api/history', { headers: { ...everywhere(key), 'x-api-key': key } });
    await send('GET', `/ws/query-stream?ticket=${ticket}`);
    const { text } = await send('POST', '/api/query', { headers: asAdmin, body: { text: 'What is tea?' } });
    const { query_id: queryId }: { query_id: string } = JSON.parse(text);
    await send('GET', `/api/debug/trace/${queryId}`, { headers: asAdmin });
    await send('GET', '/metrics', { headers: { authorization: `Bearer ${PLANTED.metricsToken}` } });
    await expect.poll(() => log.includes(queryId) || log.split('"/api/query"').length > 4).toBe(true);

    for (const [name, secret] of secrets) {
      expect(log.includes(secret), `${name} in the log`).toBe(false);
      expect(answers.filter((answer) => answer.text.includes(secret)).map(({ asked }) => `${name}: ${asked}`)).toEqual(
        [],
      );
    }
    // What is looked through has what may be there.
    expect(log).toContain('/api/history');
    expect(answers.some(({ text: shown }) => shown.includes('queryloom_'))).toBe(true);
  });

  it('stay out of the log when they stand in a question, which its asker alone sees again', async () => {
    const question = `Why does ${PLANTED.vendorKey} not work with Bearer ${PLANTED.wrongBearer}?`;
    const { status, text } = await send('POST', '/api/query', { headers: asAdmin, body: { text: question } });
    answers.pop();
    expect(status).toBe(200);
    expect(text).toContain(PLANTED.vendorKey);
    const { text: figures } = await send('GET', '/metrics', {
      headers: { authorization: `Bearer ${PLANTED.metricsToken}` },
    });
    expect(figures).not.toContain('planted');
    expect(log).not.toContain(PLANTED.vendorKey);
  });

  it('are not told by a start that fails, or by the doctor', async () => {
    const outputs = await Promise.all([
      run(['serve'], { ...ENVIRONMENT, ADMIN_KEY: 'planted-short', METRICS_TOKEN: 'planted-7', PORT: 'x' }),
      run(['serve'], { ...ENVIRONMENT, REDIS_URL: `http://planted:${PLANTED.redisPassword}@127.0.0.1:1` }),
      run(['doctor'], ENVIRONMENT),
    ]);
    expect(outputs[0]).toContain('ADMIN_KEY');
    expect(outputs[1]).toContain('REDIS_URL');
    expect(outputs[2]).toMatch(/redis/i);
    for (const output of outputs) {
      for (const secret of [...secrets.values(), 'planted-short', 'planted-7']) expect(output).not.toContain(secret);
    }
  }, 60_000);
});

async function run(args: readonly string[], env: Record<string, string>): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-secrets-'));
  const child = spawn(process.execPath, ['src/cli/cli.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 45_000);
  const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'exit')]);
  clearTimeout(timer);
  await rm(dataDir, { recursive: true, force: true });
  return `${out}${err}`;
}
