import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { closed, openRaw } from '../../../test/support/raw-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';

async function world(connectionsMax: number) {
  const clock = manualClock();
  const { app, lines } = await testApp({ settings: { connectionsMax }, services: { clock } });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  /** A connection that the server has taken note of, whether it kept it or not. */
  const arrive = async () => {
    const noted = Promise.race([once(app.server, 'connection'), once(app.server, 'drop')]);
    const socket = await openRaw(url);
    await noted;
    return socket;
  };
  return { app, lines, clock, arrive };
}

const ASK = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('connections beyond the limit', () => {
  it('are closed as they come, and the idle ones make room for the next', async () => {
    const { app, arrive } = await world(3);
    const silent = await arrive();
    const asked = await arrive();
    asked.write(ASK);
    await once(asked, 'data');
    const asking = await arrive();
    asking.write('GET /livez HTTP/1.1\r\n');
    await expect.poll(() => [...app.connections].filter(({ bytesRead }) => bytesRead > 0).length).toBe(2);
    const refused = await arrive();
    await Promise.all([refused, silent, asked].map(closed));
    expect(asking.closed).toBe(false);
    const next = await arrive();
    next.write(ASK);
    expect(String(await once(next, 'data'))).toMatch(/^HTTP\/1\.1 200/);
    asking.destroy();
    next.destroy();
  });

  it('are all kept below it', async () => {
    const { app, arrive } = await world(4);
    const sockets = [await arrive(), await arrive(), await arrive(), await arrive()];
    expect(app.connections.size).toBe(4);
    expect(sockets.some((socket) => socket.closed)).toBe(false);
    for (const socket of sockets) socket.destroy();
  });

  it('are counted each, make room once a second, and are told once a minute', async () => {
    const { app, lines, clock, arrive } = await world(1);
    const told = () => lines.filter((line) => line.includes('CONNECTIONS_MAX')).length;
    const counted = async () =>
      /code="SERVER_OVERLOADED",component="connections"\} (\d+)/.exec((await app.inject('/metrics')).body)?.[1];
    const first = await arrive();
    await closed(await arrive());
    await closed(first);
    const second = await arrive();
    await closed(await arrive());
    expect(second.closed).toBe(false);
    expect([await counted(), told()]).toEqual(['2', 1]);
    clock.advance(1_000);
    await closed(await arrive());
    await closed(second);
    clock.advance(59_000);
    await arrive();
    await closed(await arrive());
    expect([await counted(), told()]).toEqual(['4', 2]);
  });
});
