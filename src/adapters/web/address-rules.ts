import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What keeps an address from being connected to, in a few words, or null when nothing does. */
export type AddressRule = (address: string) => string | null;

/**
 * What is not public in IPv4: the IANA registry of special-purpose addresses (RFC 6890), multicast, and the metadata service that
 * Azure runs on an address of the public range. Those of other clouds are link-local, shared or private.
 */
const IPV4_KINDS: readonly (readonly [kind: string, subnets: readonly string[]])[] = [
  ['this host', ['0.0.0.0/8']],
  ['loopback', ['127.0.0.0/8']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
  ['link-local, where clouds keep their metadata', ['169.254.0.0/16']],
  ['shared by a carrier', ['100.64.0.0/10']],
  ['metadata of a cloud', ['168.63.129.16/32']],
  ['set aside for protocols', ['192.0.0.0/24', '192.88.99.0/24']],
  ['documentation', ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24']],
  ['benchmarks', ['198.18.0.0/15']],
  ['multicast', ['224.0.0.0/4']],
  ['reserved', ['240.0.0.0/4']],
];

/** Kinds outside of global unicast; only their names depend on this list, since nothing but `2000::/3` is let through. */
const IPV6_KINDS: typeof IPV4_KINDS = [
  ['loopback', ['::1/128']],
  ['an IPv4 address in IPv6', ['::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '::/96']],
  ['private', ['fc00::/7']],
  ['link-local', ['fe80::/10', 'fec0::/10']],
  ['multicast', ['ff00::/8']],
];

/** Global unicast that is not public after all: 6to4 and Teredo hold IPv4 addresses, the rest is set aside (RFC 9637, RFC 6890). */
const IPV6_GLOBAL_KINDS: typeof IPV4_KINDS = [
  ['an IPv4 address in IPv6', ['2001::/32', '2002::/16']],
  ['set aside for protocols', ['2001::/23']],
  ['documentation', ['2001:db8::/32', '3fff::/20']],
];

const ipv4Kinds = blockLists(IPV4_KINDS, 'ipv4');
const ipv6Kinds = blockLists([...IPV6_KINDS, ...IPV6_GLOBAL_KINDS], 'ipv6');
const globalUnicast = blockLists([['global', ['2000::/3']]], 'ipv6');

/** Why an address is not one of the public Internet, or null for one that is. Whatever is not an address is not public. */
export const whyNotPublic: AddressRule = (address) => {
  if (isIPv4(address)) return kindOf(ipv4Kinds, address, 'ipv4');
  if (!isIPv6(address)) return 'no address';
  const kind = kindOf(ipv6Kinds, address, 'ipv6');
  return kind ?? (kindOf(globalUnicast, address, 'ipv6') === null ? 'reserved' : null);
};

type Lists = readonly (readonly [kind: string, list: BlockList])[];

function kindOf(lists: Lists, address: string, family: 'ipv4' | 'ipv6'): string | null {
  return lists.find(([, list]) => list.check(address, family))?.[0] ?? null;
}

function blockLists(kinds: typeof IPV4_KINDS, family: 'ipv4' | 'ipv6'): Lists {
  return kinds.map(([kind, subnets]) => {
    const list = new BlockList();
    for (const subnet of subnets) {
      const slash = subnet.indexOf('/');
      list.addSubnet(subnet.slice(0, slash), Number(subnet.slice(slash + 1)), family);
    }
    return [kind, list];
  });
}
