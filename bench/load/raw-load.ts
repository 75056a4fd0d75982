import { connect, type Socket } from 'node:net';

/** One request over and over on warm connections: a client so cheap that the server is what is measured. */
export type RawLoad = {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
};

const HEAD_END = '\r\n\r\n';
const LENGTH = /content-length: (\d+)/i;

/** Sends `count` requests, each connection its next when the last was answered; resolves with the milliseconds. Rejects unless all are 200. */
export async function rawLoad({ url, path, headers, connections }: RawLoad, count: number): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const lines = [`GET ${path} HTTP/1.1`, `host: ${host}`, ...Object.entries(headers).map(([k, v]) => `${k}: ${v}`)];
  const request = Buffer.from(`${lines.join('\r\n')}${HEAD_END}`);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(hostname, Number(port))));
  let left = count;
  const startedMs = performance.now();
  const next = (): boolean => left-- > 0;
  await Promise.all(sockets.map((socket) => drive(socket, request, next)));
  const tookMs = performance.now() - startedMs;
  for (const socket of sockets) socket.destroy();
  return tookMs;
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function drive(socket: Socket, request: Buffer, next: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (part: string) => {
      text += part;
      const head = text.indexOf(HEAD_END);
      if (head < 0) return;
      if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text.slice(0, 200)));
      if (text.length < head + HEAD_END.length + Number(LENGTH.exec(text)?.[1] ?? 0)) return;
      text = '';
      if (next()) socket.write(request);
      else resolve();
    });
    if (next()) socket.write(request);
    else resolve();
  });
}
