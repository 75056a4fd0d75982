import { setDefaultCACertificates } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE, serveBytes, serveTls, serveWeb, testReader } from '../../../test/support/web-servers.ts';
import { CodedError } from '../../shared/errors.ts';
import { createWebReader } from './web-reader.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = '<p>The lamp was built by Ada in 1850.</p>';

/** The code and message of the error that a read ends with. */
async function failureOf(read: Promise<unknown>): Promise<string> {
  const error = await read.then(
    () => 'it was read',
    (thrown: unknown) => thrown,
  );
  if (error instanceof CodedError) return `${error.code}: ${error.message}`;
  throw error;
}

describe('reading a page', () => {
  it('gives its bytes, its type and where it is', async () => {
    const { port } = await serveWeb((_request, response) => response.writeHead(200, html).end(page));
    const source = await testReader().read(`http://docs.example:${port}/guide?x=1#part`);
    expect(source).toMatchObject({ url: `http://docs.example:${port}/guide?x=1`, contentType: html['content-type'] });
    expect(String(source.content)).toBe(page);
  });

  it('asks with the name of the host and nothing of whoever asks', async () => {
    const { port, seen } = await serveWeb((_request, response) =>
      response.writeHead(200, { ...html, 'set-cookie': 'id=1' }).end(page),
    );
    const reader = testReader();
    await reader.read(`http://docs.example:${port}/a`);
    await reader.read(`http://docs.example:${port}/b`);
    for (const { method, headers, httpVersion } of seen) {
      expect({ method, httpVersion }).toEqual({ method: 'GET', httpVersion: '1.1' });
      expect(headers).toEqual({
        host: `docs.example:${port}`,
        'user-agent': 'queryloom-test',
        accept: 'text/html',
        'accept-encoding': 'gzip, br, identity',
        connection: 'close',
      });
    }
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('reads %s', async (coding, compress) => {
    const { port } = await serveWeb((_request, response) =>
      response.writeHead(200, { ...html, 'content-encoding': coding }).end(compress(page)),
    );
    expect(String((await testReader().read(`http://docs.example:${port}/`)).content)).toBe(page);
  });

  it('follows redirects, relative ones too, and says where it ended', async () => {
    const { port } = await serveWeb(({ url }, response) => {
      if (url === '/a') response.writeHead(301, { location: '/b' }).end('moved');
      else if (url === '/b') response.writeHead(302, { location: `http://www.example:${port}/c#x` }).end();
      else if (url === '/c') response.writeHead(308, { location: 'd' }).end();
      else response.writeHead(200, html).end(page);
    });
    expect((await testReader().read(`http://docs.example:${port}/a`)).url).toBe(`http://www.example:${port}/d`);
  });

  it('reads text in the encoding that the server names, and leaves the rest as bytes', async () => {
    const types: Record<string, [string, Buffer]> = {
      '/latin': ['text/html; charset="ISO-8859-1"', Buffer.from('caf\u00e9', 'latin1')],
      '/wide': ['text/plain;charset=utf-16le', Buffer.from('café', 'utf16le')],
      '/pdf': ['application/pdf; charset=latin1', Buffer.from([0xe9])],
      '/unknown': ['text/plain; charset=klingon', Buffer.from('x')],
    };
    const { port } = await serveWeb(({ url = '' }, response) => {
      const [type, body] = types[url] ?? ['', Buffer.alloc(0)];
      response.writeHead(200, { 'content-type': type }).end(body);
    });
    const read = async (path: string) => (await testReader().read(`http://docs.example:${port}${path}`)).content;
    expect(await read('/latin')).toBe('café');
    expect(await read('/wide')).toBe('café');
    expect(await read('/pdf')).toEqual(Buffer.from([0xe9]));
    expect(await failureOf(read('/unknown'))).toMatch(/^SOURCE_FETCH_FAILED: .*encoding/);
  });

  it('proves who it is over TLS, by the name and not by the address', async () => {
    const { port, seen } = await serveTls((_request, response) => response.writeHead(200, html).end(page));
    const read = (host: string) => testReader().read(`https://${host}:${port}/`);
    expect(await failureOf(read('docs.example'))).toMatch(/^SOURCE_FETCH_FAILED: .*signed by nobody/);
    expect(seen).toHaveLength(0);
    setDefaultCACertificates([CERTIFICATE]);
    expect(String((await read('docs.example')).content)).toBe(page);
    expect(await failureOf(read('other.example'))).toMatch(/^SOURCE_FETCH_FAILED: .*for another name/);
    expect(seen).toHaveLength(1);
  });
});

describe('a page that cannot be read', () => {
  it.each([204, 206, 304, 401, 404, 500, 503])('says so: status %i', async (status) => {
    const { port } = await serveWeb((_request, response) => response.writeHead(status, html).end());
    const failure = await failureOf(testReader().read(`http://docs.example:${port}/`));
    expect(failure).toMatch(
      new RegExp(`^SOURCE_FETCH_FAILED: "docs\\.example:${port}" gave no document: it answered ${status}\\.`),
    );
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /broke the connection off/],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', /not valid HTTP/],
    [
      'half a body',
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100\r\n\r\nx',
      /broke the connection off/,
    ],
    ['half a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nx', /broke the connection off/],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx', /not valid HTTP/],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      /not valid HTTP/,
    ],
    ['another protocol', 'HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', /broke the connection off/],
    [
      'no gzip',
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello',
      /not compressed as it says/,
    ],
    [
      'no brotli',
      'HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 5\r\n\r\nhello',
      /not compressed as it says/,
    ],
    ['a redirect to nowhere', 'HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n', /without saying where/],
    [
      'unasked compression',
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: deflate\r\n\r\n'), deflateSync('x')]),
      /not asked for/,
    ],
    ['two compressions', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip, gzip\r\n\r\n', /not asked for/],
  ])('says so: %s', async (_, bytes, reason) => {
    const { port } = await serveBytes(bytes);
    const failure = await failureOf(testReader().read(`http://docs.example:${port}/`));
    expect(failure).toMatch(/^SOURCE_(?:FETCH_FAILED|REDIRECT_REFUSED): /);
    expect(failure).toMatch(reason);
  });

  it('says so: nobody there', async () => {
    expect(await failureOf(testReader().read('http://docs.example:1024/'))).toMatch(/^SOURCE_FETCH_FAILED: .*refuses/);
  });

  it('ends with the reason of whoever stopped the wait, at any moment', async () => {
    const { port } = await serveBytes('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>', { open: true });
    const reason = new CodedError('REQUEST_CANCELLED', 'nobody waits any more');
    const already = testReader().read(`http://docs.example:${port}/`, AbortSignal.abort(reason));
    await expect(already).rejects.toBe(reason);
    const stop = new AbortController();
    const whileResolving = testReader({ resolve: () => new Promise(() => stop.abort(reason)) });
    await expect(whileResolving.read('http://docs.example/', stop.signal)).rejects.toBe(reason);
    const later = new AbortController();
    const whileReading = testReader({
      typeError: () => {
        later.abort(reason);
        return null;
      },
    });
    await expect(whileReading.read(`http://docs.example:${port}/`, later.signal)).rejects.toBe(reason);
  });

  it('wants hosts alone in the list of those that need not be public', () => {
    const options = { typeError: () => null, accept: '*/*', userAgent: 'x' };
    for (const host of [
      'intranet.example/x',
      'http://intranet.example',
      'a b',
      'me@intranet.example',
      'intranet.example:80',
      '',
    ])
      expect(() => createWebReader({ ...options, privateHosts: [host] }), host).toThrow(/is not a host/);
    createWebReader({ ...options, privateHosts: ['Intranet.Example', '10.0.0.7', '::1', '[::1]'] });
  });
});
