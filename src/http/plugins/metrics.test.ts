import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';

describe('metrics', () => {
  it('times requests under their route, unknown paths under one name', async () => {
    const { app } = await testApp();
    await app.inject('/livez');
    await app.inject({ method: 'HEAD', url: '/livez' });
    await app.inject('/nowhere/1');
    await app.inject('/nowhere/2');
    const answer = await app.inject('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    const name = 'queryloom_http_request_duration_seconds_count';
    expect(answer.body).toContain(`${name}{route="/livez",method="GET",status_class="2xx"} 2`);
    expect(answer.body).toContain(`${name}{route="unknown",method="any",status_class="4xx"} 2`);
    expect(answer.body).toMatch(/queryloom_build_info\{version="0.0.0-test",node="[\d.]+"\} 1/);
  });

  it('are for scrapers on this machine alone where keys are needed and no token is set', async () => {
    const { app } = await testApp({ settings: { auth: 'on' } });
    const from = (remoteAddress: string, headers = {}) => app.inject({ url: '/metrics', remoteAddress, headers });
    expect((await from('127.0.0.1')).statusCode).toBe(200);
    expect((await from('198.51.100.1')).json()).toMatchObject({ status: 401, code: 'METRICS_TOKEN_INVALID' });
    expect((await from('127.0.0.1', { 'x-forwarded-for': '198.51.100.1' })).statusCode).toBe(401);
  });

  it('asks for the token when there is one', async () => {
    const { app } = await testApp({ settings: { metricsToken: 'token-of-sixteen' } });
    const refused = await app.inject('/metrics');
    expect(refused.json()).toMatchObject({ status: 401, code: 'METRICS_TOKEN_INVALID' });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    const get = (authorization: string) => app.inject({ url: '/metrics', headers: { authorization } });
    expect((await get('Bearer token-of-sixteeN')).statusCode).toBe(401);
    expect((await get('Bearer token-of-sixteen')).statusCode).toBe(200);
  });
});
