import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { beside, watchMemory } from '../support/bystanders.ts';
import { openRaw, type RawAnswer, sendRaw } from '../support/raw-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

let server: RunningServer;
let api: Api;
let grownMebibytes: () => Promise<number>;
/** Growth of the process over all of this file: buffers of bodies and answers that the collector has not met yet. */
const GROWTH_MEBIBYTES_MAX = 96;

beforeAll(async () => {
  server = await startServer({ env: { AUTH: 'off', HOST: '127.0.0.1', LOG_LEVEL: 'info' } });
  api = apiClient(server.url);
  await api('POST', '/api/documents?wait=indexed', { id: 'known', text: 'The lamp was built by Ada in 1850.' });
  for (let i = 0; i < 50; i++) await api('POST', '/api/query', { text: 'Who built the lamp?' });
  grownMebibytes = await watchMemory(server);
});

afterAll(() => server.stop());

const HOST = 'Host: localhost\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const QUESTION = '{"text":"Who built the lamp?"}';
const post = (headers: string, body: string) => `POST /api/query HTTP/1.1\r\n${HOST}${JSON_TYPE}${headers}\r\n${body}`;
const get = (headers: string, path = '/api/documents') => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const chunk = (text: string, extension = '') => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
const SMUGGLED = `DELETE /api/documents/known HTTP/1.1\r\n${HOST}\r\n`;

/** What hostile bytes may be answered: nothing at all, or 4xx alone; and the connection ends. */
function expectRefused({ statuses, closed }: RawAnswer): void {
  for (const status of statuses) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  }
  expect(closed).toBe(true);
}

describe('headers that say who asks, and for what', () => {
  const spoofs = [
    'X-Forwarded-For: 203.0.113.66',
    'X-Forwarded-Host: evil.example',
    'X-Forwarded-Proto: https',
    'Forwarded: for=203.0.113.66;host=evil.example',
    'X-Real-IP: 203.0.113.66',
    'X-HTTP-Method-Override: DELETE',
    'X-Method-Override: DELETE',
    'X-Original-URL: /api/documents/known',
    'X-Rewrite-URL: /api/documents/known',
  ];

  it('change nothing without a trusted proxy', async () => {
    const plain = await sendRaw(server.url, get(`${HOST}Connection: close\r\n`));
    for (const spoof of spoofs) {
      const answer = await sendRaw(server.url, get(`${HOST}${spoof}\r\nConnection: close\r\n`));
      expect(bodyOf(answer), spoof).toBe(bodyOf(plain));
    }
    expect((await api('GET', '/api/documents/known')).status).toBe(200);
    // The first lines of the log are kept: those of these requests must be among them.
    const logged = () =>
      server.lines.filter((line) => line.includes('"GET"') && line.includes('/api/documents')).length;
    await expect.poll(logged).toBeGreaterThan(spoofs.length);
    expect(server.lines.join('\n')).not.toMatch(/203\.0\.113\.66|evil\.example/);
  });

  it('do not decide whose server it is: an absolute target is a path of this one', async () => {
    const { statuses, text } = await sendRaw(
      server.url,
      get(`${HOST}Connection: close\r\n`, 'http://evil.example/nothing'),
    );
    expect(statuses).toEqual([404]);
    expect(text).not.toMatch(/^location:/im);
  });

  it('are not written back where they could begin a line of their own', async () => {
    const { status, headers } = await api('GET', '/api/documents?collection=%0d%0aX-Made:%20up', undefined, {
      'x-request-id': 'a%0d%0aX-Made: up',
    });
    expect(status).toBe(400);
    expect(headers.get('x-made')).toBeNull();
  });
});

describe('requests that two servers could read differently', () => {
  it('are taken when they are plain, so that what follows fails for its own reason', async () => {
    const plain = [
      post(`Content-Length: ${QUESTION.length}\r\nConnection: close\r\n`, QUESTION),
      post('Transfer-Encoding: chunked\r\nConnection: close\r\n', `${chunk(QUESTION)}0\r\n\r\n`),
      post(
        'Transfer-Encoding: chunked\r\nConnection: close\r\n',
        `${chunk(QUESTION, ';a=b')}0\r\nX-Trailer: c\r\n\r\n`,
      ),
      get(`${HOST}Connection: close\r\n`),
      'GET /api/documents HTTP/1.0\r\n\r\n',
      `\r\n${get(`${HOST}Connection: close\r\n`)}`,
    ];
    for (const bytes of plain) expect((await sendRaw(server.url, bytes)).statuses).toEqual([200]);
  });

  it.each<[string, string]>([
    ['both kinds of framing', post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${SMUGGLED}`)],
    ['both, the other way round', post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${SMUGGLED}`)],
    ['two lengths', post(`Content-Length: ${QUESTION.length}\r\nContent-Length: 0\r\n`, `${QUESTION}${SMUGGLED}`)],
    ['one length twice', post(`Content-Length: 0\r\nContent-Length: 0\r\n`, SMUGGLED)],
    ['a list of lengths', post('Content-Length: 0, 0\r\n', SMUGGLED)],
    ['a length with a sign', post('Content-Length: +0\r\n', SMUGGLED)],
    ['a length below nothing', post('Content-Length: -1\r\n', SMUGGLED)],
    ['a length in hex', post('Content-Length: 0x0\r\n', SMUGGLED)],
    ['a length beyond numbers', post(`Content-Length: ${'9'.repeat(30)}\r\n`, SMUGGLED)],
    ['a coding like chunked', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${SMUGGLED}`)],
    ['a coding after chunked', post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${SMUGGLED}`)],
    ['a coding before chunked', post('Transfer-Encoding: gzip, chunked\r\n', `0\r\n\r\n${SMUGGLED}`)],
    ['chunked twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${SMUGGLED}`)],
    [
      'chunks of the past',
      `POST /api/query HTTP/1.0\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ['a coding in a folded line', post('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${SMUGGLED}`)],
    ['a folded header', get(`${HOST}X: a\r\n b\r\n`)],
    ['line feeds alone', get(HOST).replaceAll('\r\n', '\n')],
    ['a line feed in a header', get('Host: localhost\nX: y\r\n')],
    ['a carriage return in a header', get('Host: localhost\rX: y\r\n')],
    ['a zero in a header', get(`${HOST}X: a\0b\r\n`)],
    ['space before a colon', get('Host : localhost\r\n')],
    ['a chunk with a line feed alone', post('Transfer-Encoding: chunked\r\n', `5\nhello\n0\n\n${SMUGGLED}`)],
    ['a chunk beyond numbers', post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(17)}\r\n${SMUGGLED}`)],
    ['a chunk longer than it says', post('Transfer-Encoding: chunked\r\n', `2\r\n{}XX0\r\n\r\n${SMUGGLED}`)],
    ['an extension of megabytes', post('Transfer-Encoding: chunked\r\n', chunk('{}', `;${'a'.repeat(2_000_000)}`))],
    [
      'extensions without end',
      post(
        'Transfer-Encoding: chunked\r\nConnection: close\r\n',
        `${chunk(' ', `;${'a'.repeat(500)}`).repeat(20_000)}0\r\n\r\n`,
      ),
    ],
    [
      'trailers without end',
      post('Transfer-Encoding: chunked\r\n', `${chunk(QUESTION)}0\r\n${'X-A: b\r\n'.repeat(100_000)}`),
    ],
  ])('are refused, and what follows is not done: %s', async (_, bytes) => {
    expectRefused(await sendRaw(server.url, bytes));
    expect((await api('GET', '/api/documents/known')).status).toBe(200);
  });

  it('would be done if it were not hidden: the request that is smuggled above is a right one', async () => {
    await api('POST', '/api/documents?wait=indexed', { id: 'other', text: 'The mill was built by Bo.' });
    const { statuses } = await sendRaw(server.url, SMUGGLED.replace('known', 'other'), { answers: 1 });
    expect(statuses).toEqual([200]);
  });
});

describe('what is no request of HTTP/1.1', () => {
  it.each<[string, string | Buffer]>([
    ['HTTP/0.9', 'GET /api/documents\r\n\r\n'],
    ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3.7', `GET /livez HTTP/3.7\r\n${HOST}\r\n`],
    ['an unknown method', `FROB /livez HTTP/1.1\r\n${HOST}\r\n`],
    ['a tunnel', `CONNECT db.internal:5432 HTTP/1.1\r\n${HOST}\r\n`],
    ['TLS', Buffer.from('1603010200010001fc0303', 'hex')],
    ['random bytes', Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 197 + 13) % 256))],
    ['a target with bytes above ASCII', Buffer.from(`GET /livez?é HTTP/1.1\r\n${HOST}\r\n`)],
    ['a target with a space', `GET /livez x HTTP/1.1\r\n${HOST}\r\n`],
    ['a target with a backslash', `GET \\livez HTTP/1.1\r\n${HOST}\r\n`],
    ['a target of megabytes', `GET /${'a'.repeat(3_000_000)} HTTP/1.1\r\n${HOST}\r\n`],
    ['a header of megabytes', get(`${HOST}X: ${'a'.repeat(3_000_000)}\r\n`)],
    ['a hundred thousand headers', get(`${HOST}${'A: b\r\n'.repeat(100_000)}`)],
    ['three hundred small headers', get(`${HOST}${'A: b\r\n'.repeat(300)}Connection: close\r\n`)],
    ['no Host', get('Connection: close\r\n')],
    ['two Hosts', get(`${HOST}${HOST}Connection: close\r\n`)],
    ['an empty Host', get('Host:\r\nConnection: close\r\n')],
    ['a Host of two', get('Host: localhost, evil.example\r\nConnection: close\r\n')],
    ['a Host that is markup', get('Host: <script>alert(1)</script>\r\nConnection: close\r\n')],
    ['a Host with a path', get('Host: localhost/../x\r\nConnection: close\r\n')],
    ['a Host with a user', get('Host: me@localhost\r\nConnection: close\r\n')],
    ['a Host of another site', get('Host: evil.example\r\nConnection: close\r\n')],
    ['a Host that begins like ours', get('Host: localhost.evil.example\r\nConnection: close\r\n')],
    ['an expectation nobody can meet', post('Expect: the-moon\r\nContent-Length: 2\r\nConnection: close\r\n', '{}')],
    ['everything', `OPTIONS * HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
    ['its own echo', `TRACE /livez HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
    ['two slashes', get(`${HOST}Connection: close\r\n`, '//evil.example/livez')],
  ])('is refused: %s', async (_, bytes) => {
    expectRefused(await sendRaw(server.url, bytes));
  });
});

function bodyOf({ text }: RawAnswer): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

describe('bodies that are made to hurt', () => {
  const many = (count: number, item: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => item(i)).join(',');
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each<[string, string, number]>([
    ['a prototype', '{"text":"x","__proto__":{"isAdmin":true}}', 400],
    ['a constructor', '{"text":"x","constructor":{"prototype":{"isAdmin":true}}}', 400],
    ['a prototype in a filter', '{"text":"x","filters":{"__proto__":{"polluted":1}}}', 400],
    ['a million levels', `{"text":${'['.repeat(1_000_000)}`, 400],
    ['levels that close', `{"text":${nested(200_000)}}`, 400],
    ['levels in a filter', `{"text":"x","filters":${'{"not":'.repeat(60)}{}${'}'.repeat(60)}}`, 400],
    ['a hundred thousand keys', `{${many(70_000, (i) => `"key${i}":1`)}}`, 400],
    ['a hundred thousand filters', `{"text":"x","filters":{${many(70_000, (i) => `"key${i}":1`)}}}`, 400],
    ['keys that are numbers', `{${many(70_000, (i) => `"${i * 4_099}":1`)}}`, 400],
    ['one key ten thousand times', `{${many(10_000, () => '"text":"x"')},"colour":1}`, 400],
    ['a number beyond numbers', '{"text":"x","top_k":1e999}', 400],
    ['a number of a million digits', `{"text":"x","top_k":${'9'.repeat(1_000_000)}}`, 400],
    ['a fraction of a million digits', `{"text":"x","top_k":0.${'3'.repeat(1_000_000)}}`, 400],
    ['a lone surrogate', '{"text":"\\ud800"}', 400],
    ['a lone surrogate in a name', '{"text":"x","\\udfff":1}', 400],
    ['nothing but zeros', JSON.stringify({ text: '\u0000'.repeat(5_000) }), 400],
    ['invisible text', JSON.stringify({ text: '\u200b\u202e\ufeff' }), 400],
    ['more than it may have', JSON.stringify({ text: 'x'.repeat(2_000_000) }), 413],
  ])('are refused without holding others: %s', async (_, body, status) => {
    const answer = await beside(server, () => api('POST', '/api/query', body));
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body).length).toBeLessThan(64 * 1024);
  });

  it.each<[string, string]>([
    ['a million fields', `{"text":"x","metadata":{${many(1_000_000, (i) => `"k${i}":1`)}}}`],
    ['a million unknown fields', `{"text":"x",${many(1_000_000, (i) => `"k${i}":1`)}}`],
    ['a million documents', `{"documents":[${many(1_000_000, () => '{}')}]}`],
    ['a million tags', `{"text":"x","tags":[${many(1_000_000, () => '"t"')}]}`],
  ])('are refused by their number of values where megabytes are taken: %s', async (_, body) => {
    const { status, body: problem } = await beside(server, () => api('POST', '/api/documents', body));
    expect({ status, code: problem.code }).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
    expect(problem.detail).toContain('100,000 values');
  });

  it('are taken as the text they are, where they are text', async () => {
    for (const text of [
      'a\u0000b',
      '__proto__',
      'constructor',
      `a${'\u0301'.repeat(9_000)}`,
      '((((((a+)+)+)+)+)+)+$'.repeat(400),
    ])
      expect((await api('POST', '/api/query', { text })).status).toBe(200);
    expect(Object.keys({})).toEqual([]);
  });

  it('are refused when they are compressed, before anybody decompresses them', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '), { level: 1 });
    for (const coding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip']) {
      const head = `POST /api/query HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Encoding: ${coding}\r\nContent-Length: ${bomb.length}\r\n\r\n`;
      const { statuses } = await sendRaw(server.url, Buffer.concat([Buffer.from(head), bomb]), { answers: 1 });
      expect(statuses).toEqual([415]);
    }
  });

  it('are not asked for when the head says enough', async () => {
    const large = `POST /api/query HTTP/1.1\r\n${HOST}${JSON_TYPE}Expect: 100-continue\r\nContent-Length: 900000000000\r\n\r\n`;
    expect(await sendRaw(server.url, large)).toMatchObject({ statuses: [413], closed: true });
    const elsewhere = large.replace('localhost', 'evil.example').replace('900000000000', '2');
    expect(await sendRaw(server.url, elsewhere)).toMatchObject({ statuses: [421], closed: true });
    const right = post(`Expect: 100-continue\r\nContent-Length: ${QUESTION.length}\r\nConnection: close\r\n`, QUESTION);
    expect((await sendRaw(server.url, right)).statuses).toEqual([100, 200]);
  });
});

describe('many at once', () => {
  const pipelined = (count: number) =>
    Array.from({ length: count }, (_, i) => `/api/documents/${i % 3 === 0 ? 'known' : `unknown-${i}`}`);
  const expected = (path: string) => (path.endsWith('known') ? 200 : 404);

  it('a hundred requests in one write are answered in order', async () => {
    const paths = pipelined(100);
    const bytes = paths.map((path) => get(HOST, path)).join('');
    const { statuses } = await sendRaw(server.url, bytes, { answers: 100, openMs: 20_000 });
    expect(statuses).toEqual(paths.map(expected));
  });

  it('thousands of requests in one write take one place, and end when too many wait', async () => {
    const paths = pipelined(3_000);
    const bytes = paths.map((path) => get(HOST, path)).join('');
    const { statuses, closed } = await beside(server, () => sendRaw(server.url, bytes, { openMs: 20_000 }));
    expect(closed).toBe(true);
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.slice(0, -1)).toEqual(paths.slice(0, statuses.length - 1).map(expected));
    expect(statuses.at(-1)).toBe(400);
  });

  it('answers that nobody reads stop their questions', async () => {
    const socket = await openRaw(server.url);
    socket.pause();
    const request = get(HOST, '/openapi.json');
    let sent = 0;
    // Until the server takes no more: it stops reading a connection whose answers pile up.
    while (sent < 20_000 && socket.write(request.repeat(100))) sent += 100;
    await beside(server, async () => {
      for (let i = 0; i < 20; i++) await api('GET', '/livez');
    });
    socket.destroy();
  });

  it('clients that come and go are forgotten', async () => {
    await beside(server, async () => {
      for (let round = 0; round < 20; round++) {
        const sockets = await Promise.all(Array.from({ length: 50 }, () => openRaw(server.url)));
        for (const [i, socket] of sockets.entries()) {
          socket.write(post(`Content-Length: ${QUESTION.length}\r\n`, QUESTION.slice(0, i % 20)));
          socket.destroy();
        }
        await Promise.all(sockets.map((socket) => (socket.closed ? null : once(socket, 'close'))));
      }
    });
  });
});

describe('after all of it', () => {
  it('nothing was a fault of the server, and it has not grown', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).not.toMatch(/queryloom_http_requests_total\{[^}]*status="5/);
    expect(metrics).not.toMatch(/code="SERVER_INTERNAL"/);
    expect(server.lines.join('\n')).not.toContain('unexpected error');
    expect(await grownMebibytes()).toBeLessThan(GROWTH_MEBIBYTES_MAX);
  });
});
