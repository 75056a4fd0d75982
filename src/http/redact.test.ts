import { describe, expect, it } from 'vitest';
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
