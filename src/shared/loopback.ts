import { isIPv4 } from 'node:net';

/** True for hosts and addresses that only this machine can reach; also IPv4 ones written as IPv6. */
export function isLoopback(host: string): boolean {
  const address = host.startsWith('::ffff:') ? host.slice('::ffff:'.length) : host;
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(address) && address.startsWith('127.'));
}
