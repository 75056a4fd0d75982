import { expect, it } from 'vitest';
import { isLoopback } from './loopback.ts';

it('tells addresses of this machine alone from others', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost', '::ffff:127.0.0.1'])
    expect(isLoopback(host), host).toBe(true);
  for (const host of ['0.0.0.0', '::', '127.example.com', '10.0.0.1', '::ffff:10.0.0.1'])
    expect(isLoopback(host), host).toBe(false);
});
