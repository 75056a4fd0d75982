import { describe, expect, it } from 'vitest';
import { addressIdentity } from './address-identity.ts';

describe('addressIdentity', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1%25', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0::/64'],
    ['127.0.0.1', '127.0.0.1'],
  ])('%s is %s', (address, network) => {
    expect(addressIdentity(address)).toBe(`address:${network}`);
  });

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '12345::',
    '1::2::3',
    '1:2:3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    '::g',
    '::1.2.3',
  ])('takes "%s" for no address', (text) => {
    expect(addressIdentity(text)).toBe('address:unknown');
  });

  it('has one identity for all addresses of a network, and others for others', () => {
    const identities = Array.from({ length: 500 }, (_, i) => addressIdentity(`2001:db8:0:7:${i.toString(16)}::1`));
    expect(new Set(identities).size).toBe(1);
    const networks = Array.from({ length: 500 }, (_, i) => addressIdentity(`2001:db8:0:${i.toString(16)}::1`));
    expect(new Set(networks).size).toBe(500);
  });
});
