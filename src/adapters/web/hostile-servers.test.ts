import { get } from 'node:http';
import { setDefaultCACertificates } from 'node:tls';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  CERTIFICATE,
  PRIVATE_ADDRESS,
  PUBLIC_ADDRESS,
  serveBytes,
  serveTls,
  serveWeb,
  testReader,
} from '../../../test/support/web-servers.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { whyNotPublic } from './address-rules.ts';
import type { Resolver } from './pinned-host.ts';
import type { WebReaderOptions } from './web-reader.ts';

const MEBIBYTE = 1024 * 1024;
const text = { 'content-type': 'text/plain' };

/** What became of a read: its content as text, or the code of its error. */
async function outcome(url: string, options: Partial<WebReaderOptions> = {}): Promise<string> {
  try {
    const { content } = await testReader(options).read(url);
    return content.length > 100 ? `${content.length} bytes` : String(content);
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

/** A secret that only this machine may read, on a port where the public address has a server too. */
async function twoServers(redirect = '') {
  const open = await serveWeb((_request, response) =>
    redirect === ''
      ? response.writeHead(200, text).end('public')
      : response.writeHead(302, { location: redirect }).end(),
  );
  const closed = await serveWeb((_request, response) => response.writeHead(200, text).end('secret'), {
    address: PRIVATE_ADDRESS,
    port: open.port,
  });
  return { port: open.port, open, closed };
}

const anyAddress = { addressRule: () => null };

describe('a name that is not public', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '127.1', '[::ffff:7f00:1]', 'localhost'])(
    'is refused before a connection: %s',
    async (host) => {
      const { port, closed } = await twoServers();
      const real = { addressRule: whyNotPublic, resolve: async () => [{ address: PRIVATE_ADDRESS, family: 4 }] };
      expect(await outcome(`http://${host}:${port}/`, real)).toBe('SOURCE_ADDRESS_REFUSED');
      expect(closed.seen).toHaveLength(0);
      // Without the rule, or with the host named by whoever runs it, each of them is the same server.
      expect(await outcome(`http://${host}:${port}/`, { ...real, ...anyAddress })).toBe('secret');
      expect(await outcome(`http://${host}:${port}/`, { ...real, privateHosts: [host] })).toBe('secret');
    },
  );

  it('is refused when only one of its addresses is not', async () => {
    const { port, closed } = await twoServers();
    const both = [PRIVATE_ADDRESS, PUBLIC_ADDRESS].map((address) => ({ address, family: 4 }));
    const resolve: Resolver = async () => both;
    expect(await outcome(`http://docs.example:${port}/`, { resolve })).toBe('SOURCE_ADDRESS_REFUSED');
    expect(closed.seen).toHaveLength(0);
    expect(await outcome(`http://docs.example:${port}/`, { resolve, ...anyAddress })).toBe('secret');
  });
});

describe('a name that points elsewhere after it was checked', () => {
  /** Answers with the public address first and with the private one ever after, as a rebinding name server does. */
  function rebinding() {
    let asked = 0;
    const next = () => ({ address: asked++ === 0 ? PUBLIC_ADDRESS : PRIVATE_ADDRESS, family: 4 });
    return { next, resolve: async () => [next()], asked: () => asked };
  }

  it('is connected to where it was checked', async () => {
    const { port, closed } = await twoServers();
    const names = rebinding();
    expect(await outcome(`http://rebind.example:${port}/`, { resolve: names.resolve })).toBe('public');
    expect(names.asked()).toBe(1);
    expect(closed.seen).toHaveLength(0);
  });

  it('would have given its secret to a client that checks first and connects by name', async () => {
    const { port } = await twoServers();
    const names = rebinding();
    expect(names.next().address).toBe(PUBLIC_ADDRESS);
    const answer = await new Promise<string>((resolve, reject) => {
      const lookup: Parameters<typeof get>[1]['lookup'] = (_host, _options, done) => done(null, [names.next()]);
      get({ host: 'rebind.example', port, lookup }, (response) =>
        response.setEncoding('utf8').once('data', resolve),
      ).on('error', reject);
    });
    expect(answer).toBe('secret');
  });

  it('is checked again for the next hop', async () => {
    const { port, closed } = await twoServers('/again');
    const names = rebinding();
    expect(await outcome(`http://rebind.example:${port}/`, { resolve: names.resolve })).toBe('SOURCE_ADDRESS_REFUSED');
    expect(closed.seen).toHaveLength(0);
    const again = rebinding();
    expect(await outcome(`http://rebind.example:${port}/`, { resolve: again.resolve, ...anyAddress })).toBe('secret');
  });
});

describe('a redirect', () => {
  it('to what is not public is refused, however it is written', async () => {
    for (const target of [
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/latest/',
      'http://2852039166/',
    ]) {
      const { port } = await twoServers(target);
      expect(await outcome(`http://docs.example:${port}/`, { addressRule: exceptTest(whyNotPublic) })).toBe(
        'SOURCE_ADDRESS_REFUSED',
      );
    }
    const secret = await serveWeb((_request, response) => response.writeHead(200, text).end('secret'), {
      address: PRIVATE_ADDRESS,
    });
    const { port } = await twoServers(`http://${PRIVATE_ADDRESS}:${secret.port}/latest/meta-data/`);
    expect(await outcome(`http://docs.example:${port}/`)).toBe('SOURCE_ADDRESS_REFUSED');
    expect(secret.seen).toHaveLength(0);
    expect(await outcome(`http://docs.example:${port}/`, anyAddress)).toBe('secret');
  });

  it('from a host that was let in does not let the next one in', async () => {
    const { port } = await twoServers(`http://${PRIVATE_ADDRESS}:1024/`);
    const options = { addressRule: whyNotPublic, privateHosts: ['docs.example'] };
    expect(await outcome(`http://docs.example:${port}/`, options)).toBe('SOURCE_ADDRESS_REFUSED');
  });

  it.each([
    'file:///etc/passwd',
    'gopher://docs.example:6379/_FLUSHALL',
    'http://docs.example:6379/',
    'http://me:secret@docs.example/',
  ])('to an address that would not be read is refused: %s', async (target) => {
    const { port } = await twoServers(target);
    expect(await outcome(`http://docs.example:${port}/`)).toBe('SOURCE_URL_REFUSED');
  });

  it('is followed three times and not four', async () => {
    const { port, seen } = await serveWeb(({ url }, response) => {
      const step = Number(url?.slice(1));
      if (step === 0) response.writeHead(200, text).end('arrived');
      else response.writeHead(302, { location: `/${step - 1}` }).end();
    });
    expect(await outcome(`http://docs.example:${port}/3`)).toBe('arrived');
    expect(await outcome(`http://docs.example:${port}/4`)).toBe('SOURCE_REDIRECT_REFUSED');
    expect(await outcome(`http://docs.example:${port}/4`, { limits: { redirectsMax: 4 } })).toBe('arrived');
    expect(seen).toHaveLength(4 + 4 + 5);
  });

  it('from https to http is refused, and the other way is not', async () => {
    setDefaultCACertificates([CERTIFICATE]);
    const plain = await serveWeb((_request, response) => response.writeHead(200, text).end('plain'));
    const down = await serveTls((_request, response) =>
      response.writeHead(302, { location: `http://docs.example:${plain.port}/` }).end(),
    );
    expect(await outcome(`https://docs.example:${down.port}/`)).toBe('SOURCE_REDIRECT_REFUSED');
    expect(plain.seen).toHaveLength(0);
    expect(await outcome(`http://docs.example:${plain.port}/`)).toBe('plain');
    const safe = await serveTls((_request, response) => response.writeHead(200, text).end('safe'));
    const up = await serveWeb((_request, response) =>
      response.writeHead(301, { location: `https://docs.example:${safe.port}/` }).end(),
    );
    expect(await outcome(`http://docs.example:${up.port}/`)).toBe('safe');
  });
});

describe('an answer without end', () => {
  const zeros = Buffer.alloc(64 * MEBIBYTE);
  const fastBrotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(zeros, { level: 1 })],
    ['br', brotliCompressSync(zeros, fastBrotli)],
  ])('ends at the limit when it is a bomb of %s, and costs little memory', async (coding, bomb) => {
    expect(bomb.length).toBeLessThan(MEBIBYTE);
    const { port } = await serveWeb((_request, response) =>
      response.writeHead(200, { ...text, 'content-encoding': coding }).end(bomb),
    );
    const before = process.memoryUsage.rss();
    expect(await outcome(`http://docs.example:${port}/`)).toBe('SOURCE_TOO_LARGE');
    expect(process.memoryUsage.rss() - before).toBeLessThan(40 * MEBIBYTE);
    const limits = { bytesMax: 64 * MEBIBYTE };
    expect(await outcome(`http://docs.example:${port}/`, { limits })).toBe(`${zeros.length} bytes`);
  });

  it('is not even begun when it announces more than the limit', async () => {
    const { port } = await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 10485761\r\n\r\nx', { open: true });
    expect(await outcome(`http://docs.example:${port}/`)).toBe('SOURCE_TOO_LARGE');
  });

  it('is counted as it comes when nothing is announced', async () => {
    const chunk = Buffer.alloc(MEBIBYTE, 'x');
    const { port } = await serveWeb(async (_request, response) => {
      response.writeHead(200, text);
      for (let sent = 0; sent < 11 && !response.destroyed; sent++) response.write(chunk);
      response.end();
    });
    expect(await outcome(`http://docs.example:${port}/`)).toBe('SOURCE_TOO_LARGE');
    expect(await outcome(`http://docs.example:${port}/`, { limits: { bytesMax: 11 * MEBIBYTE } })).toBe(
      `${11 * MEBIBYTE} bytes`,
    );
  });

  it('is counted on the wire too, where it decompresses to nothing', async () => {
    // Empty stored blocks of deflate, five bytes each.
    const nothing = Buffer.alloc(5 * 40_000, Uint8Array.of(0, 0, 0, 0xff, 0xff));
    const head = gzipSync('').subarray(0, 10);
    const body = Buffer.concat([head, nothing, gzipSync('').subarray(10)]);
    const { port } = await serveWeb((_request, response) =>
      response.writeHead(200, { ...text, 'content-encoding': 'gzip' }).end(body),
    );
    expect(await outcome(`http://docs.example:${port}/`, { limits: { bytesMax: 100_000 } })).toBe('SOURCE_TOO_LARGE');
    expect(await outcome(`http://docs.example:${port}/`)).toBe('');
  });

  it('is refused when its headers are larger than the limit', async () => {
    const { port } = await serveBytes(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: ${'y'.repeat(20_000)}\r\n\r\nok`);
    expect(await outcome(`http://docs.example:${port}/`)).toBe('SOURCE_FETCH_FAILED');
    expect(await outcome(`http://docs.example:${port}/`, { limits: { headerBytesMax: 32 * 1024 } })).toBe('ok');
  });
});

describe('an answer that takes its time', () => {
  /** Sends one more byte whenever it is told to; `asked` resolves when the request is there. */
  async function dripping(head: string) {
    let drip: ((last?: string) => void) | undefined;
    const started = Promise.withResolvers<void>();
    const { port } = await serveWeb((_request, response) => {
      response.socket?.write(head);
      drip = (last = 'x') => response.socket?.write(last);
      started.resolve();
    });
    return { url: `http://docs.example:${port}/`, asked: started.promise, drip: (last?: string) => drip?.(last) };
  }

  it.each([
    ['in its head', 'HTTP/1.1 200 OK\r\nx-slow: '],
    ['in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'],
    ['with words of patience', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('is ended after 15 seconds: %s', async (_, head) => {
    const scheduler = manualScheduler();
    const server = await dripping(head);
    const read = outcome(server.url, { scheduler });
    await server.asked;
    for (let second = 0; second < 14; second++) {
      server.drip();
      scheduler.advance(1_000);
    }
    expect(await Promise.race([read, Promise.resolve('still reading')])).toBe('still reading');
    scheduler.advance(1_000);
    expect(await read).toBe('SOURCE_TOO_SLOW');
  });

  it('is waited for as long as there is time', async () => {
    const scheduler = manualScheduler();
    const server = await dripping('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n');
    const read = outcome(server.url, { scheduler });
    await server.asked;
    scheduler.advance(14_999);
    server.drip('ok');
    expect(await read).toBe('ok');
  });

  it('is one time for all of it: names that never resolve, and redirects', async () => {
    const scheduler = manualScheduler();
    const asked = Promise.withResolvers<void>();
    const resolve: Resolver = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const read = outcome('http://docs.example/', { scheduler, resolve });
    await asked.promise;
    scheduler.advance(15_000);
    expect(await read).toBe('SOURCE_TOO_SLOW');

    const { port } = await serveWeb((_request, response) => {
      scheduler.advance(5_000);
      response.writeHead(302, { location: '/' }).end();
    });
    expect(await outcome(`http://docs.example:${port}/`, { scheduler })).toBe('SOURCE_TOO_SLOW');
    expect(await outcome(`http://docs.example:${port}/`, { scheduler, limits: { timeoutMs: 25_000 } })).toBe(
      'SOURCE_REDIRECT_REFUSED',
    );
  });
});

describe('an answer of another type', () => {
  it('is refused by its head, and its body is never read', async () => {
    const typeError = (type: string) =>
      type === 'text/plain' ? null : new CodedError('DOCUMENT_UNSUPPORTED_TYPE', type);
    const head = (type: string) => `HTTP/1.1 200 OK\r\n${type}\r\ncontent-length: 2\r\n\r\n`;
    const picture = await serveBytes(head('content-type: image/png'), { open: true });
    expect(await outcome(`http://docs.example:${picture.port}/`, { typeError })).toBe('DOCUMENT_UNSUPPORTED_TYPE');
    const unnamed = await serveBytes(head('x: y'), { open: true });
    expect(await outcome(`http://docs.example:${unnamed.port}/`, { typeError })).toBe('DOCUMENT_UNSUPPORTED_TYPE');
    // U+009B begins commands to terminals, and headers may hold its byte.
    const commanding = await serveBytes(Buffer.from(head('content-type: text/plain; \u009b2J'), 'latin1'));
    expect(await outcome(`http://docs.example:${commanding.port}/`, { typeError: () => null })).toBe(
      'SOURCE_FETCH_FAILED',
    );
    const plain = await serveBytes(`${head('content-type: text/plain')}ok`);
    expect(await outcome(`http://docs.example:${plain.port}/`, { typeError })).toBe('ok');
  });
});

/** The real rule, but for the address that stands for a public one. */
function exceptTest(rule: typeof whyNotPublic): typeof whyNotPublic {
  return (address) => (address === PUBLIC_ADDRESS ? null : rule(address));
}
