import Fastify from 'fastify';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { closed, openRaw, sendRaw } from '../../../test/support/raw-client.ts';
import { unreadBodyPlugin } from './unread-body.ts';

const LIMIT = 100;

async function world(lingerMs = 10) {
  const app = Fastify({ bodyLimit: LIMIT });
  await app.register(unreadBodyPlugin, { lingerMs });
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['x-refuse'] !== undefined) return reply.code(401).send({});
    return undefined;
  });
  app.post('/', async ({ body }) => ({ body }));
  return await app.listen({ port: 0, host: '127.0.0.1' });
}

const head = (length: number, more = '') =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n`;
const expecting = 'Expect: 100-continue\r\n';

describe('a body that nobody will read', () => {
  it('is not asked for', async () => {
    const url = await world();
    expect((await sendRaw(url, head(9, `${expecting}Connection: close\r\n`).concat('{"a":"b"}'))).statuses).toEqual([
      100, 200,
    ]);
    expect(await sendRaw(url, head(9, `${expecting}X-Refuse: 1\r\n`))).toMatchObject({ statuses: [401], closed: true });
    expect(await sendRaw(url, head(LIMIT + 1, expecting))).toMatchObject({ statuses: [413], closed: true });
  });

  it('does not hold its connection after the answer', async () => {
    const url = await world();
    expect(await sendRaw(url, head(1_000_000_000, 'X-Refuse: 1\r\n'))).toMatchObject({ statuses: [401], closed: true });
  });

  it('may still come in for a while, and then the connection is used again', async () => {
    const lingerMs = 60_000;
    const url = await world(lingerMs);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const socket = await openRaw(url);
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    socket.write(head(9, 'X-Refuse: 1\r\n'));
    await expect.poll(statuses).toEqual(['401']);
    socket.write(`{"a":"b"}${head(2)}{}`);
    await expect.poll(statuses).toEqual(['401', '200']);
    vi.advanceTimersByTime(lingerMs);
    socket.write(`${head(2)}{}`);
    await expect.poll(statuses).toEqual(['401', '200', '200']);
    socket.destroy();
    await closed(socket);
  });
});
