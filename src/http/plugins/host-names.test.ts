import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';

const status = async (host: string, settings: Parameters<typeof testApp>[0] = {}) => {
  const { app } = await testApp(settings);
  return (await app.inject({ url: '/livez', headers: { host } })).statusCode;
};
const open = { settings: { auth: 'off', host: '127.0.0.1' } } as const;

describe('the names that a server without keys answers to', () => {
  it.each([
    'localhost',
    'LocalHost:8001',
    'queryloom.localhost',
    '127.0.0.1',
    '127.0.0.1:8001',
    '192.168.1.5',
    '[::1]',
    '[::1]:8001',
  ])('are %s', async (host) => {
    expect(await status(host, open)).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:8001',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'notlocalhost',
    'localhost.',
    '1.2.3',
  ])('are not %s, unless it is allowed by name', async (host) => {
    const { app } = await testApp(open);
    const answer = await app.inject({ url: '/livez', headers: { host } });
    expect(answer.statusCode).toBe(421);
    expect(answer.json()).toMatchObject({
      code: 'REQUEST_HOST_REFUSED',
      detail: expect.stringContaining('ALLOWED_HOSTS'),
    });
    const name = host.replace(/:\d+$/, '').toUpperCase();
    expect(await status(host, { settings: { ...open.settings, allowedHosts: [name] } })).toBe(200);
  });

  it('are all names where keys are needed, or where the server was opened to other machines', async () => {
    expect(await status('docs.example', { settings: { auth: 'on', host: '127.0.0.1' } })).toBe(200);
    expect(await status('docs.example', { settings: { auth: 'off', host: '0.0.0.0' } })).toBe(200);
  });
});
