import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closed, openRaw } from '../../../test/support/raw-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';
import { defineRoute } from '../kit/define-route.ts';

/** More than the buffers of both ends hold. */
const LARGE = 32 * 1024 * 1024;

async function world() {
  const clock = manualClock();
  const large = defineRoute({
    method: 'GET',
    path: '/large',
    operationId: 'large',
    summary: 'A large answer',
    answers: { 200: z.object({ text: z.string() }) },
    handler: () => ({ text: 'x'.repeat(LARGE) }),
  });
  const { app } = await testApp({ routes: [large], settings: { receiveTimeoutMs: 5_000 }, services: { clock } });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = await openRaw(url);
  socket.pause();
  socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const pending = () => [...app.connections][0]?.writableLength ?? 0;
  await expect.poll(pending).toBeGreaterThan(0);
  const look = (ms: number) => {
    clock.advance(ms);
    app.endStuckAnswers();
  };
  return { app, socket, look, pending };
}

describe('a client that does not take its answer', () => {
  it('is ended when its time is over, and not before', async () => {
    const { app, socket, look } = await world();
    look(0);
    look(4_999);
    expect(app.connections.size).toBe(1);
    look(1);
    await expect.poll(() => app.connections.size).toBe(0);
    socket.resume();
    await closed(socket);
  });

  it('is waited for when it takes some now and then', async () => {
    const { app, socket, look, pending } = await world();
    look(0);
    look(4_999);
    socket.resume();
    await expect.poll(pending).toBe(0);
    look(5_000);
    look(5_000);
    expect(app.connections.size).toBe(1);
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
  });
});
