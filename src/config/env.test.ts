import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../shared/errors.ts';
import { describeSettings } from './describe.ts';
import { readSettings } from './env.ts';
import { environmentSchema } from './schema.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'CONFIG_INVALID')
      return error.issues.map((issue) => issue.message);
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 8001,
      auth: 'off',
      dataDir: './data',
      sampleDocs: true,
      history: true,
      logLevel: 'info',
      metricsToken: null,
      corsOrigins: [],
      requestTimeoutMs: 30_000,
      documentBodyBytesMax: 33_554_432,
      drainMs: 5_000,
      shutdownGraceMs: 25_000,
    });
    expect(readSettings({}).workers).toBeGreaterThanOrEqual(1);
  });

  it('reads every kind of value, takes an empty one for unset and leaves strangers alone', () => {
    const settings = readSettings({
      PORT: '0',
      HOST: '',
      SAMPLE_DOCS: 'No',
      LOG_LEVEL: 'DEBUG',
      WORKERS: '3',
      CORS_ORIGINS: 'https://a.example, http://localhost:5173',
      METRICS_TOKEN: 'a-token-of-24-characters',
      SOMETHING_ELSE: 'x',
    });
    expect(settings).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      sampleDocs: false,
      logLevel: 'debug',
      workers: 3,
      corsOrigins: ['https://a.example', 'http://localhost:5173'],
      metricsToken: 'a-token-of-24-characters',
    });
  });

  it('tells every problem at once: variable, value, what is allowed', () => {
    const problems = problemsOf({
      PORT: '80.5',
      LOG_LEVEL: 'loud',
      SAMPLE_DOCS: 'maybe',
      WORKERS: '0',
      CORS_ORIGINS: 'https://a.example/path',
      AUTH: 'maybe',
      DRAIN_MS: '-1',
    });
    expect(problems).toHaveLength(7);
    expect(problems).toContain('PORT is "80.5"; allowed: a whole number from 0 to 65535.');
    expect(problems).toContain('WORKERS is "0"; allowed: a whole number from 1 to 64.');
    expect(problems.find((problem) => problem.startsWith('AUTH is "maybe"'))).toContain('`off`');
    expect(problems.find((problem) => problem.startsWith('LOG_LEVEL is "loud"'))).toContain('`debug`');
  });

  it('never shows a secret, not even a wrong one', () => {
    expect(problemsOf({ METRICS_TOKEN: 'short-secret' })).toEqual([
      'METRICS_TOKEN has a value that is not shown; allowed: at least 16 characters.',
    ]);
  });

  it('takes the address of a Redis, and repeats none of it when it is wrong', () => {
    for (const url of ['redis://localhost', 'redis://u:p@10.0.0.1:6379/3', 'rediss://:p@redis.example.com/'])
      expect(readSettings({ REDIS_URL: url }).redisUrl).toBe(url);
    expect(readSettings({}).redisUrl).toBeNull();
    for (const url of ['localhost:6379', 'http://u:hidden@host', 'redis://', 'redis://u:hidden@host/name'])
      expect(problemsOf({ REDIS_URL: url })[0]).toMatch(
        /^REDIS_URL has a value that is not shown; allowed: an address like/,
      );
  });

  it('reads a secret from the file that is named', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'queryloom-config-')), 'token');
    writeFileSync(file, 'a-token-from-a-mounted-file\n');
    expect(readSettings({ METRICS_TOKEN_FILE: file }).metricsToken).toBe('a-token-from-a-mounted-file');
    expect(problemsOf({ METRICS_TOKEN_FILE: file, METRICS_TOKEN: 'a-token-of-24-characters' })[0]).toMatch(/both set/);
    expect(problemsOf({ METRICS_TOKEN_FILE: `${file}-missing` })[0]).toMatch(/cannot be read \(ENOENT\)/);
  });

  it('wants keys on addresses that other machines can reach, unless told otherwise', () => {
    expect(readSettings({}).auth).toBe('off');
    expect(readSettings({ AUTH: 'on' }).auth).toBe('on');
    for (const HOST of ['0.0.0.0', '192.168.1.5', '::']) expect(readSettings({ HOST }).auth).toBe('on');
    expect(readSettings({ HOST: '0.0.0.0', AUTH: 'off' }).auth).toBe('off');
  });

  it('believes only proxies that are named, and no network of everybody', () => {
    const TRUSTED_PROXIES = '10.0.0.7, 172.16.0.0/12,fd00::/8';
    expect(readSettings({ TRUSTED_PROXIES }).trustedProxies).toEqual(['10.0.0.7', '172.16.0.0/12', 'fd00::/8']);
    for (const wrong of ['0.0.0.0/0', 'proxy.example.com', '10.0.0.0/33', '::1/129', '1', 'true'])
      expect(problemsOf({ TRUSTED_PROXIES: wrong })[0], wrong).toMatch(/TRUSTED_PROXIES is .*allowed/);
  });

  it('wants the drain to end before the grace does', () => {
    expect(problemsOf({ DRAIN_MS: '6000', SHUTDOWN_GRACE_MS: '5000' })[0]).toMatch(/SHUTDOWN_GRACE_MS is 5000/);
  });
});

describe('connections and names', () => {
  it('leave places for requests beside the sockets', () => {
    expect(readSettings({}).connectionsMax).toBe(10_000);
    expect(problemsOf({ CONNECTIONS_MAX: '2000' })).toEqual([
      expect.stringMatching(/CONNECTIONS_MAX is 2000.*SOCKETS_MAX/),
    ]);
    expect(readSettings({ CONNECTIONS_MAX: '50', SOCKETS_MAX: '10' }).connectionsMax).toBe(50);
  });

  it('leave room for the largest body', () => {
    const DOCUMENT_BODY_BYTES_MAX = String(100 * 1024 * 1024);
    expect(problemsOf({ DOCUMENT_BODY_BYTES_MAX, BODIES_MB: '99' })).toEqual([
      expect.stringMatching(/BODIES_MB is 99/),
    ]);
    expect(readSettings({ DOCUMENT_BODY_BYTES_MAX, BODIES_MB: '100' }).bodiesBytesMax).toBe(100 * 1024 * 1024);
  });

  it('are names, without schemes, ports and paths', () => {
    expect(readSettings({ ALLOWED_HOSTS: 'docs.example.com, Wiki' }).allowedHosts).toEqual([
      'docs.example.com',
      'Wiki',
    ]);
    for (const wrong of ['https://docs.example.com', 'docs.example.com:443', 'docs.example.com/x', 'a b', '*'])
      expect(problemsOf({ ALLOWED_HOSTS: wrong })[0], wrong).toMatch(/ALLOWED_HOSTS is .*allowed/);
  });
});

describe('describeSettings', () => {
  it('has a full row for every option', () => {
    const rows = describeSettings();
    expect(rows.map((row) => row.name)).toEqual(Object.keys(environmentSchema.shape));
    for (const row of rows) {
      expect(row.allowed, row.name).not.toBe('');
      expect(row.default, row.name).not.toBe('');
      expect(row.about, row.name).toMatch(/^[A-Z].*\.$/);
    }
    expect(rows.find((row) => row.name === 'METRICS_TOKEN')?.fileName).toBe('METRICS_TOKEN_FILE');
  });
});
