import { describe, expect, it } from 'vitest';
import { QueryloomClient } from './client.ts';
import { retryDelayMs } from './retry.ts';

const PROBLEM = { status: 404, code: 'QUERY_NOT_FOUND', detail: 'There is no query "q".', issues: [] };

type Sent = { readonly url: string; readonly request: RequestInit };

/** A client whose server answers with these one after another, and what it was sent. */
function scripted(...answers: readonly (() => Response)[]) {
  const sent: Sent[] = [];
  const client = new QueryloomClient({
    url: 'http://server/',
    apiKey: 'k',
    async fetch(input, init) {
      sent.push({ url: String(input), request: init ?? {} });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
  });
  return { client, sent };
}

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { ...init, headers: { 'content-type': 'application/json', ...init.headers } });
const busy = () =>
  json({ detail: 'busy', code: 'SERVER_OVERLOADED' }, { status: 503, headers: { 'retry-after': '0' } });

describe('QueryloomClient', () => {
  it('puts parameters where the operation has them', async () => {
    const { client, sent } = scripted(() => json({}));
    await client.call('getDocument', { params: { id: 'a/b c' }, query: { chunks: true } });
    await client.ask('why?', { pattern: 'bare' }, { idempotencyKey: 'once', headers: { 'x-tenant': 't' } });
    expect(sent[0]?.url).toBe('http://server/api/documents/a%2Fb%20c?chunks=true');
    expect(sent[1]?.request).toMatchObject({
      method: 'POST',
      body: JSON.stringify({ pattern: 'bare', text: 'why?' }),
      headers: { authorization: 'Bearer k', 'idempotency-key': 'once', 'x-tenant': 't' },
    });
  });

  it('rejects with the fields of the problem', async () => {
    const { client } = scripted(() => json(PROBLEM, { status: 404, headers: { 'x-request-id': 'r1' } }));
    const lost = client.call('getTrace', { params: { query_id: 'q' } });
    const { detail: message, ...fields } = PROBLEM;
    await expect(lost).rejects.toMatchObject({ ...fields, message, requestId: 'r1' });
  });

  it('names the status of an answer that is no problem, and the parameter that is missing', async () => {
    const { client } = scripted(() => new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
    await expect(client.call('getService')).rejects.toMatchObject({
      status: 502,
      code: '',
      message: '502 Bad Gateway',
    });
    await expect(client.call('getDocument', { params: { id: '' } })).rejects.toThrow(/params\.id/);
  });

  it('tries again what may be repeated, and nothing else', async () => {
    const reads = scripted(busy, () => json({ status: 'running' }));
    await expect(reads.client.call('getService')).resolves.toEqual({ status: 'running' });
    expect(reads.sent).toHaveLength(2);
    const asks = scripted(busy);
    await expect(asks.client.ask('why?')).rejects.toMatchObject({ status: 503, retryAfterSeconds: 0 });
    expect(asks.sent).toHaveLength(1);
  });

  it('stops waiting when the caller does', async () => {
    const controller = new AbortController();
    const { client, sent } = scripted(() => {
      controller.abort(new Error('enough'));
      return busy();
    });
    await expect(client.call('getService', {}, { signal: controller.signal })).rejects.toBeDefined();
    expect(sent).toHaveLength(1);
  });
});

describe('retryDelayMs', () => {
  it('waits as long as the server asks, at least twice as long each round, and not for ever', () => {
    const at = (retryAfter: string, status = 429) =>
      new Response(null, { status, headers: { 'retry-after': retryAfter } });
    expect(retryDelayMs(at('2'), 0)).toBe(2_000);
    expect(retryDelayMs(at('0'), 1)).toBe(500);
    expect(retryDelayMs(at('3600'), 0)).toBeNull();
    expect(retryDelayMs(at('1', 400), 0)).toBeNull();
    expect(retryDelayMs({ broken: new TypeError('fetch failed') }, 2)).toBe(1_000);
  });
});
