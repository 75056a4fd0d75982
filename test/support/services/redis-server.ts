import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';

/** A Redis of a test's own, to be stopped, frozen and started again; without a disk, so it comes back without its memory. */
export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** SIGKILL, as a crash, and wait. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay and are accepted, and nothing is answered. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
};

/** Where the tests' Redis is; undefined when there is none, and tests that need one are skipped with `NO_REDIS`. */
export const REDIS_URL = process.env['REDIS_URL'];
export const NO_REDIS = 'needs a Redis: set REDIS_URL (test/support/services/redis.sh start gives one)';

/** Starts a server on a free port. Needs `redis-server` on the path. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}/0`,
    async start() {
      const options = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        '/tmp',
      ];
      child = spawn('redis-server', options, { stdio: 'ignore' });
      await answering(port, child);
    },
    freeze() {
      child?.kill('SIGSTOP');
    },
    thaw() {
      child?.kill('SIGCONT');
    },
    async kill() {
      const running = child;
      child = null;
      if (running === null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer((socket: Socket) => socket.destroy());
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', (error) => {
    if (child.exitCode !== null) client.disconnect();
    else if (!('code' in error)) throw error;
  });
  try {
    await client.ping();
  } finally {
    client.disconnect();
  }
}
