import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CodedError } from '../../shared/errors.ts';
import type { AddressRule } from './address-rules.ts';
import { bareHost } from './checked-url.ts';
import { fetchFailed } from './fetch-failed.ts';

/** An address of a host; `family` is 4 or 6. */
export type HostAddress = { readonly address: string; readonly family: number };
/** All addresses of a host name, of both families. */
export type Resolver = (host: string) => Promise<readonly HostAddress[]>;

/** Addresses that are tried: of a name with hundreds of them, these few answer or none does. */
const TRIED_MAX = 8;

/** As every program of this machine resolves names: its hosts file, then DNS. */
export const systemResolver: Resolver = (host) => lookup(host, { all: true });

export type PinRules = {
  readonly resolve: Resolver;
  readonly addressRule: AddressRule;
  /** Hosts, as in a URL, whose addresses need not be public. */
  readonly privateHosts: ReadonlySet<string>;
};

/**
 * Resolves the host of an address once, and gives the addresses that a connection may go to. Every address of the name must pass,
 * not only the one that would be used: a name with a public and a private one is a trap. Throws `SOURCE_ADDRESS_REFUSED`.
 */
export async function pinHost(url: URL, rules: PinRules): Promise<readonly HostAddress[]> {
  const addresses = await addressesOf(url, rules.resolve);
  if (addresses.length === 0) throw fetchFailed(url, 'its name has no address');
  if (!rules.privateHosts.has(url.hostname)) {
    for (const { address } of addresses) {
      const reason = rules.addressRule(address);
      if (reason !== null) throw notPublic(url, reason);
    }
  }
  return addresses.slice(0, TRIED_MAX);
}

async function addressesOf(url: URL, resolve: Resolver): Promise<readonly HostAddress[]> {
  const host = bareHost(url);
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await resolve(host);
  } catch (cause) {
    throw fetchFailed(url, 'its name is not known', cause);
  }
}

// The address itself stays unsaid: whoever may send addresses in need not learn how names resolve inside.
function notPublic(url: URL, reason: string): CodedError {
  return new CodedError(
    'SOURCE_ADDRESS_REFUSED',
    `"${url.hostname}" has an address that is not public (${reason}), and documents are read from public ones. Use the public address of the document, or send the document itself.`,
  );
}
