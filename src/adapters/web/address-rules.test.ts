import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNotPublic } from './address-rules.ts';

const PRIVATE: readonly (readonly [address: string, kind: RegExp])[] = [
  ['0.0.0.0', /this host/],
  ['0.255.255.255', /this host/],
  ['127.0.0.1', /loopback/],
  ['127.255.255.254', /loopback/],
  ['10.0.0.1', /private/],
  ['172.16.0.1', /private/],
  ['172.31.255.255', /private/],
  ['192.168.1.1', /private/],
  ['169.254.169.254', /metadata/],
  ['169.254.170.2', /metadata/],
  ['100.64.0.1', /carrier/],
  ['100.100.100.200', /carrier/],
  ['168.63.129.16', /metadata/],
  ['192.0.0.192', /protocols/],
  ['192.88.99.1', /protocols/],
  ['192.0.2.1', /documentation/],
  ['198.51.100.1', /documentation/],
  ['203.0.113.1', /documentation/],
  ['198.19.255.255', /benchmarks/],
  ['224.0.0.1', /multicast/],
  ['239.255.255.250', /multicast/],
  ['240.0.0.1', /reserved/],
  ['255.255.255.255', /reserved/],
  ['::', /IPv4/],
  ['::1', /loopback/],
  ['::127.0.0.1', /IPv4/],
  ['::ffff:10.0.0.1', /IPv4/],
  ['::ffff:8.8.8.8', /IPv4/],
  ['64:ff9b::a9fe:a9fe', /IPv4/],
  ['64:ff9b:1::1', /IPv4/],
  ['2002:7f00:1::', /IPv4/],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', /IPv4/],
  ['2001:2::1', /protocols/],
  ['2001:db8::1', /documentation/],
  ['3fff::1', /documentation/],
  ['100::1', /reserved/],
  ['5f00::1', /reserved/],
  ['4000::1', /reserved/],
  ['fc00::1', /private/],
  ['fd00:ec2::254', /private/],
  ['fd20:ce::254', /private/],
  ['fe80::1', /link-local/],
  ['fec0::1', /link-local/],
  ['ff02::1', /multicast/],
  ['', /no address/],
  ['localhost', /no address/],
  ['0x7f.1', /no address/],
  ['2130706433', /no address/],
];

describe('addresses that are not public', () => {
  it.each(PRIVATE)('%s', (address, kind) => {
    expect(whyNotPublic(address)).toMatch(kind);
  });

  it('are still not when IPv6 holds them', () => {
    const octet = fc.nat(255);
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
        const hex = [a, b, c, d].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        for (const holder of [`::${groups}`, `::ffff:${groups}`, `64:ff9b::${groups}`, `2002:${groups}::1`])
          expect(whyNotPublic(holder), holder).not.toBeNull();
      }),
    );
  });
});

describe('addresses of the public Internet', () => {
  it.each(
    ['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0']
      .concat(['169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.1', '192.167.255.255', '198.17.255.255'])
      .concat([
        '198.20.0.0',
        '223.255.255.255',
        '2001:4860:4860::8888',
        '2606:4700::1111',
        '2a00:1450::1',
        '2001:200::1',
      ]),
  )('%s', (address) => {
    expect(whyNotPublic(address)).toBeNull();
  });
});
