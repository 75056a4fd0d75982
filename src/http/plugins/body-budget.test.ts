import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRaw, sendRaw } from '../../../test/support/raw-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';
import { defineRoute } from '../kit/define-route.ts';

const BUDGET = 100_000;
const body = (bytes: number) => `{"text":"${'x'.repeat(bytes - 11)}"}`;
const head = (bytes: number, more = '') =>
  `POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n${more}\r\n`;
const whole = (bytes: number) => `${head(bytes, 'Connection: close\r\n')}${body(bytes)}`;

async function world(bodiesBytesMax = BUDGET) {
  const clock = manualClock();
  const take = defineRoute({
    method: 'POST',
    path: '/take',
    operationId: 'take',
    summary: 'Takes a text',
    body: z.strictObject({ text: z.string() }),
    answers: { 200: z.object({ length: z.number() }) },
    handler: ({ body: { text } }) => ({ length: text.length }),
  });
  const { app } = await testApp({ routes: [take], settings: { bodiesBytesMax }, services: { clock } });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const bytesRead = () => [...app.connections].reduce((sum, socket) => sum + socket.bytesRead, 0);
  /** A client that sends all but the end of a body, and what it is answered. */
  const stall = async (bytes: number) => {
    const before = bytesRead();
    const socket = await openRaw(url);
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.write(`${head(bytes)}${body(bytes).slice(0, -1)}`);
    await expect.poll(bytesRead).toBeGreaterThan(before + bytes);
    return { socket, text: () => text, status: () => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0) };
  };
  return { app, url, clock, stall };
}

describe('the budget of all bodies', () => {
  it('refuses the body that does not fit, and takes the next when there is room again', async () => {
    const { url, stall } = await world();
    const held = await stall(80_000);
    const refused = await sendRaw(url, whole(40_000));
    expect(refused.statuses).toEqual([503]);
    expect(refused.text).toContain('SERVER_OVERLOADED');
    expect(refused.text.toLowerCase()).toContain('retry-after: 1');
    held.socket.write('}');
    await expect.poll(held.status).toBe(200);
    expect((await sendRaw(url, whole(90_000))).statuses).toEqual([200]);
  });

  it('would hold all of them if there were room', async () => {
    const { url, stall } = await world(10 * BUDGET);
    const { socket } = await stall(80_000);
    expect((await sendRaw(url, whole(40_000))).statuses).toEqual([200]);
    socket.destroy();
  });

  it('ends the one that has been silent the longest rather than one that arrives', async () => {
    const { url, clock, stall } = await world();
    const oldest = await stall(40_000);
    clock.advance(500);
    const newer = await stall(40_000);
    clock.advance(500);
    expect((await sendRaw(url, whole(40_000))).statuses).toEqual([200]);
    await expect.poll(oldest.status).toBe(503);
    expect(newer.status()).toBe(0);
    newer.socket.write('}');
    await expect.poll(newer.status).toBe(200);
  });

  it('has its bytes back from who leaves, who is refused, and who sends too much', async () => {
    const { app, url, stall } = await world();
    for (let round = 0; round < 3; round++) {
      const { socket } = await stall(90_000);
      socket.destroy();
      await expect.poll(() => app.connections.size).toBe(0);
      expect((await sendRaw(url, whole(90_000).replace('"text"', '"tex!"'))).statuses).toEqual([400]);
      const chunks = `Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${`4000\r\n${' '.repeat(0x4000)}\r\n`.repeat(20)}`;
      expect((await sendRaw(url, head(0).replace('Content-Length: 0\r\n\r\n', chunks))).statuses).toEqual([503]);
    }
    expect((await sendRaw(url, whole(99_000))).statuses).toEqual([200]);
  });

  it('counts nothing of what comes after the answer', async () => {
    const { app, url } = await world();
    const bytesRead = () => [...app.connections].reduce((sum, socket) => sum + socket.bytesRead, 0);
    const early = head(90_000).replace('application/json', 'text/plain');
    for (let round = 0; round < 8; round++) {
      const socket = await openRaw(url);
      socket.write(early);
      expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 415 /);
      socket.write('x'.repeat(80_000));
      await expect.poll(bytesRead).toBeGreaterThan(80_000);
      socket.destroy();
      await expect.poll(() => app.connections.size).toBe(0);
    }
    expect((await sendRaw(url, whole(99_000))).statuses).toEqual([200]);
  });

  it('does not count small bodies, so that questions are asked while it is spent', async () => {
    const { url, stall } = await world();
    const { socket } = await stall(99_900);
    for (let i = 0; i < 20; i++) expect((await sendRaw(url, whole(16_000))).statuses).toEqual([200]);
    socket.destroy();
  });
});
