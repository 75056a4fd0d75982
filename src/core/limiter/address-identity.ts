import { ADDRESS_IDENTITY } from '../../ports/rate-store.ts';

const HEXTETS = 8;
/** A network that one household or server rents: limits by single IPv6 addresses would limit nobody. */
const PREFIX_HEXTETS = 4;

/**
 * Who a caller without a key is to the limits: an IPv4 address, or the /64 of an IPv6 address, in one spelling whatever was written (upper
 * case, zone, left-out zeros). IPv4 in IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. What is no address at all is one identity for all.
 */
export function addressIdentity(address: string): string {
  return `${ADDRESS_IDENTITY}${networkOf(address)}`;
}

function networkOf(address: string): string {
  const text = address.split('%')[0] ?? '';
  if (!text.includes(':')) return ipv4Of(text) ?? 'unknown';
  const hextets = hextetsOf(text);
  if (hextets === null) return 'unknown';
  const isMapped = hextets.slice(0, 5).every((hextet) => hextet === 0) && hextets[5] === 0xffff;
  if (isMapped) return dotted(hextets[6] ?? 0, hextets[7] ?? 0);
  return `${hextets
    .slice(0, PREFIX_HEXTETS)
    .map((hextet) => hextet.toString(16))
    .join(':')}::/64`;
}

function ipv4Of(text: string): string | null {
  const parts = text.split('.');
  const isAddress = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return isAddress ? parts.map(Number).join('.') : null;
}

/** The eight parts of an IPv6 address; null for what is none. */
function hextetsOf(text: string): readonly number[] | null {
  const halves = withoutDots(text)?.split('::') ?? [];
  const [front = '', back] = halves;
  if (halves.length === 0 || halves.length > 2) return null;
  const before = partsOf(front);
  const after = back === undefined ? [] : partsOf(back);
  const missing = HEXTETS - before.length - after.length;
  if (back === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return all.every((part) => /^[0-9a-f]{1,4}$/i.test(part)) ? all.map((part) => Number.parseInt(part, 16)) : null;
}

function partsOf(half: string): readonly string[] {
  return half === '' ? [] : half.split(':');
}

/** The last two parts may be written as an IPv4 address; null when they are and it is none. */
function withoutDots(text: string): string | null {
  if (!text.includes('.')) return text;
  const colon = text.lastIndexOf(':');
  const [a, b, c, d] =
    ipv4Of(text.slice(colon + 1))
      ?.split('.')
      .map(Number) ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return `${text.slice(0, colon + 1)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
