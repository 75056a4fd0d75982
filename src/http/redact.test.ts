import pino, { type Logger } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../test/support/test-app.ts';
import { defineRoute } from './kit/define-route.ts';
import { createLogger } from './logger.ts';
import { redactSecrets, secretRedactor } from './redact.ts';

const KEY = 'ql_live_0123456789ab_SECRETSECRETSECRET_1a2b3c4d';

describe('redactSecrets', () => {
  it.each([
    [`key ${KEY} end`, 'key [redacted] end'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [redacted]'],
    ['authorization: Bearer abcdefghijk', 'authorization: Bearer [redacted]'],
    ['authorization: Token abcdefghijk', 'authorization: [redacted]'],
    ['X-API-Key: hunter2hunter2', 'X-API-Key: [redacted]'],
    ['cookie: session=abc; other=def', 'cookie: [redacted]'],
    ['sk-proj-0123456789abcdef', '[redacted]'],
    ['postgres://me:p4ss@db/x', 'postgres://me:[redacted]@db/x'],
    ['GET /x?limit=1&api_key=hunter2&b=1', 'GET /x?limit=1&api_key=[redacted]&b=1'],
    ['METRICS_TOKEN=abcdefgh x', 'METRICS_TOKEN=[redacted] x'],
    ['{"a":{"b":{"token":"x\\"y","n":1}},"key":42}', '{"a":{"b":{"token":"[redacted]","n":1}},"key":"[redacted]"}'],
    [
      '{"metrics_token":"x","x-api-key":"y","client-secret":"z"}',
      '{"metrics_token":"[redacted]","x-api-key":"[redacted]","client-secret":"[redacted]"}',
    ],
    ['{"rawHeaders":["x-api-key","hunter2"]}', '{"rawHeaders":["x-api-key","[redacted]"]}'],
    ['{"body":"{\\"password\\":\\"hunter2\\",\\"a\\":1}"}', '{"body":"{\\"password\\":\\"[redacted]\\",\\"a\\":1}"}'],
    // An escaped quote in a text begins no name: the field behind it is still seen.
    ['{"a":"x \\"key","authorization":"hunter2"}', '{"a":"x \\"key","authorization":"[redacted]"}'],
    ['nothing here', 'nothing here'],
    ['{"question_key":"who","tokens_used":3,"status":200}', '{"question_key":"who","tokens_used":3,"status":200}'],
  ])('%s', (line, clean) => {
    expect(redactSecrets(line)).toBe(clean);
    expect(redactSecrets(clean)).toBe(clean);
  });
});

describe('secretRedactor', () => {
  it('takes given values out wherever they stand and however they are written', () => {
    const redact = secretRedactor(['pa"ss word/1', 'short']);
    const line = JSON.stringify({
      a: 'x pa"ss word/1 y',
      b: JSON.stringify({ c: 'pa"ss word/1' }),
      d: 'pa%22ss%20word%2F1',
      e: 'short',
    });
    expect(redact(line)).not.toMatch(/ss.{0,3}word/);
    expect(redact(line)).toContain('short');
    expect(() => JSON.parse(redact(line))).not.toThrow();
  });

  it('is the plain one without values', () => {
    expect(secretRedactor([])).toBe(redactSecrets);
  });
});

describe('a handler that fails', () => {
  const planted = [
    KEY,
    'Bearer planted.bearer.token',
    'Basic cGxhbnRlZDpwbGFudGVk',
    'sk-planted-0123456789abcdef',
    'redis://planted:planted-password@redis:6379',
    'cookie: session=planted-cookie',
    'X-API-Key: planted-api-key',
    'METRICS_TOKEN=planted-token',
    '{"password":"planted-pass","client_secret":"planted-secret"}',
    'GET /x?ticket=planted-ticket',
  ];
  const cause = Object.assign(new Error(planted.join(' | ')), { headers: { authorization: 'planted-field' } });
  const fails = defineRoute({
    method: 'GET',
    path: '/fails',
    operationId: 'fails',
    summary: 'Fail',
    answers: { 200: z.object({}) },
    handler(call) {
      call.request.log.trace({ cause, password: 'planted-traced' }, planted.join(' '));
      throw new Error(`outer ${planted.join(' ')}`, { cause });
    },
  });
  const parts =
    /planted[-.](?:password|cookie|api|token|pass|secret|ticket|bearer|field|traced|0123)|SECRETSECRET|cGxhbnRlZDpw/g;

  async function linesOf(logger: Logger | null): Promise<string> {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const made = logger ?? createLogger({ level: 'trace', pretty: false, destination });
    const { app } = await testApp({ routes: [fails], logger: made });
    const { statusCode, body } = await app.inject({
      url: '/fails',
      headers: { authorization: 'Basic cGxhbnRlZDpwbGFudGVk' },
    });
    await app.close();
    expect(statusCode).toBe(500);
    expect(body).not.toMatch(parts);
    return lines.join('');
  }

  it('leaves no secret in its lines, its answer or its causes', async () => {
    const log = await linesOf(null);
    expect(log).toContain('[redacted]');
    expect(log.match(parts)).toBeNull();
  });

  it('would leave all of them without redaction', async () => {
    const lines: string[] = [];
    await linesOf(pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }));
    expect(new Set(lines.join('').match(parts)).size).toBeGreaterThanOrEqual(12);
  });
});
