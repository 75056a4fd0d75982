import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { createWebReader, type WebReaderOptions } from '../../src/adapters/web/web-reader.ts';

/** Stands for an address of the public Internet: the one that readers of these tests take for public. */
export const PUBLIC_ADDRESS = '127.0.0.2';
/** Stands for what only this machine reaches. */
export const PRIVATE_ADDRESS = '127.0.0.1';

/** A web server of one test; `seen` holds what it was asked. */
export type WebServer = { readonly port: number; readonly seen: readonly IncomingMessage[] };

type Place = { readonly address?: string; readonly port?: number };

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

/** The certificate of `docs.example`, signed by itself, and valid for a hundred years. */
export const CERTIFICATE = fixture('docs.example.cert.pem');

/** Serves on a free port until the test ends. */
export function serveWeb(answer: RequestListener, place: Place = {}): Promise<WebServer> {
  return start(createServer(), answer, place);
}

/** As `serveWeb`, over TLS as `docs.example`. */
export function serveTls(answer: RequestListener, place: Place = {}): Promise<WebServer> {
  return start(createTlsServer({ cert: CERTIFICATE, key: fixture('docs.example.key.pem') }), answer, place);
}

/** Answers every connection with these bytes, whatever it asks; `open` leaves the connection open after them. */
export async function serveBytes(bytes: string | Buffer, { open = false } = {}): Promise<WebServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => (open ? socket.write(bytes) : socket.end(bytes)));
  });
  return { port: await listen(server, {}), seen: [] };
}

async function start(server: Server, answer: RequestListener, place: Place): Promise<WebServer> {
  const seen: IncomingMessage[] = [];
  server.on('request', (request: IncomingMessage) => seen.push(request)).on('request', answer);
  return { port: await listen(server, place), seen };
}

async function listen(server: TcpServer, { address = PUBLIC_ADDRESS, port = 0 }: Place): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return bound.port;
}

/** A reader for which `PUBLIC_ADDRESS` alone is public, and every name of `*.example` is at it. */
export function testReader(options: Partial<WebReaderOptions> = {}) {
  return createWebReader({
    typeError: () => null,
    accept: 'text/html',
    userAgent: 'queryloom-test',
    resolve: async () => [{ address: PUBLIC_ADDRESS, family: 4 }],
    addressRule: (address) => (address === PUBLIC_ADDRESS ? null : 'not the public one of the test'),
    ...options,
  });
}
