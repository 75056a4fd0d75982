import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { sendRaw } from '../../../test/support/raw-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { HEADERS_MAX } from './framing.ts';

const END = 'Connection: close\r\n\r\n';
const get = (headers: string, version = 'HTTP/1.1') => `GET /livez ${version}\r\n${headers}${END}`;

/** What Node and Fastify take by themselves, and this server does not. */
const REFUSED: readonly (readonly [what: string, bytes: string, status: number])[] = [
  ['HTTP/0.9', 'GET /livez\r\n\r\n', 400],
  ['no Host', get(''), 400],
  ['two Hosts', get('Host: localhost\r\nHost: localhost\r\n'), 400],
  ['two Hosts, written differently', get('host: localhost\r\nHOST: evil.example\r\n'), 400],
  ['an empty Host', get('Host:\r\n'), 400],
  ['two names in one Host', get('Host: localhost, localhost\r\n'), 400],
  ['a Host with a user', get('Host: me@localhost\r\n'), 400],
  ['a Host with a path', get('Host: localhost/x\r\n'), 400],
  ['a Host with a port that is none', get('Host: localhost:x\r\n'), 400],
  ['a Host of markup', get('Host: <b>\r\n'), 400],
  ['chunks in HTTP/1.0', get('Host: localhost\r\nTransfer-Encoding: chunked\r\n', 'HTTP/1.0').concat('0\r\n\r\n'), 400],
  ['a coding before chunked', get('Host: localhost\r\nTransfer-Encoding: gzip, chunked\r\n').concat('0\r\n\r\n'), 400],
  ['many headers', get(`Host: localhost\r\n${'A: b\r\n'.repeat(HEADERS_MAX + 1)}`), 431],
];

describe('framing', async () => {
  const { app } = await testApp();
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const bare = fastify({ http: { requireHostHeader: false } }).get('/livez', async () => ({}));
  const bareUrl = await bare.listen({ port: 0, host: '127.0.0.1' });

  it.each(REFUSED)('refuses %s, which would have been answered', async (_, bytes, status) => {
    expect(await sendRaw(url, bytes)).toMatchObject({ statuses: [status], closed: true });
    expect((await sendRaw(bareUrl, bytes)).statuses).toEqual([200]);
  });

  it.each([
    get('Host: localhost\r\n'),
    get('Host: 127.0.0.1:8001\r\n'),
    get('Host: [::1]:8001\r\n'),
    get('host: LOCALHOST\r\n'),
    get('', 'HTTP/1.0'),
    get(`Host: localhost\r\n${'A: b\r\n'.repeat(HEADERS_MAX - 2)}`),
    get('Host: localhost\r\nTransfer-Encoding: Chunked\r\n').concat('0\r\n\r\n'),
  ])('takes %j', async (bytes) => {
    expect((await sendRaw(url, bytes)).statuses).toEqual([200]);
  });

  it('says what is wrong in a problem, as for everything else', async () => {
    const { text } = await sendRaw(url, get('Host: a\r\nHost: b\r\n'));
    expect(text).toContain('application/problem+json');
    expect(text).toContain('"code":"REQUEST_MALFORMED_HTTP"');
    expect(text).toContain('A request has one Host header.');
  });
});
