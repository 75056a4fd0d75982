import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';

describe('the way out', () => {
  it('serves while draining, on connections that close, and says so to /ready', async () => {
    const { app } = await testApp();
    expect((await app.inject('/ready')).json()).toEqual({ status: 'ready', service: 'queryloom' });
    app.lifecycle.drain();
    const served = await app.inject('/');
    expect(served.statusCode).toBe(200);
    expect(served.headers['connection']).toBe('close');
    const ready = await app.inject('/ready');
    expect(ready.json()).toMatchObject({ status: 503, code: 'SERVER_STOPPING' });
  });

  it('refuses afterwards, except for probes, and never goes back', async () => {
    const { app } = await testApp();
    app.lifecycle.stop();
    app.lifecycle.drain();
    expect(app.lifecycle.state).toBe('stopping');
    const refused = await app.inject('/');
    expect(refused.json()).toMatchObject({ status: 503, code: 'SERVER_STOPPING' });
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.headers['connection']).toBe('close');
    expect((await app.inject('/livez')).statusCode).toBe(200);
  });

  it('does not wait for a connection that has asked nothing yet', async () => {
    const { app } = await testApp();
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect({ port: Number(new URL(base).port), host: '127.0.0.1' });
    await once(app.server, 'connection');
    await Promise.all([once(socket, 'close'), app.close()]);
  });

  it('finishes what is in flight when the server closes', async () => {
    const { app } = await testApp();
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const answer = await fetch(`${base}/livez`);
    await app.close();
    expect(await answer.json()).toEqual({ status: 'alive', service: 'queryloom' });
    expect(app.lifecycle.state).toBe('stopping');
  });
});
