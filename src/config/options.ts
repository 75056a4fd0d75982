import { isIPv4, isIPv6 } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** What the reference says of an option beside its sentence; `secret` values are never repeated in a message. */
export type OptionFacts = { readonly allowed: string; readonly default: string; readonly secret?: boolean };

/** Facts by the schema of the option; zod keeps them where `describe.ts` and the error messages find them. */
export const optionFacts = z.registry<OptionFacts>();

const ON = new Set(['on', 'true', '1', 'yes']);
const OFF = new Set(['off', 'false', '0', 'no']);

/** Free text with a default. */
export function textOption(preset: string, allowed: string) {
  return z.string().trim().min(1).prefault(preset).register(optionFacts, { allowed, default: preset });
}

/** Free text, or nothing. */
export function optionalText(allowed: string, unset: string) {
  return z
    .string()
    .trim()
    .min(1)
    .optional()
    .transform((text) => text ?? null)
    .register(optionFacts, { allowed, default: unset });
}

/** Addresses and networks of proxies, separated by commas. */
export function proxiesOption() {
  return z
    .string()
    .prefault('')
    .transform((text) => listOf(text))
    .refine((proxies) => proxies.every(isNetwork))
    .register(optionFacts, {
      allowed: 'IP addresses and networks separated by commas, like `10.0.0.7,172.16.0.0/12,fd00::/8`',
      default: 'none',
    });
}

/** A whole number within bounds, both allowed. */
export function numberOption(bounds: { readonly preset: number; readonly min: number; readonly max: number }) {
  return wholeNumber(bounds)
    .prefault(String(bounds.preset))
    .register(optionFacts, { allowed: range(bounds), default: String(bounds.preset) });
}

/** One more than nothing of the cores that are left when the event loop has its own. */
export function workersOption(max: number) {
  const preset = Math.min(Math.max(1, availableParallelism() - 1), max);
  return wholeNumber({ min: 1, max })
    .prefault(String(preset))
    .register(optionFacts, { allowed: range({ min: 1, max }), default: 'cores − 1, at least 1' });
}

/** `on` or `off`, and the other words people use for them. */
export function switchOption(preset: boolean) {
  return z
    .string()
    .trim()
    .toLowerCase()
    .refine((word) => ON.has(word) || OFF.has(word))
    .transform((word) => ON.has(word))
    .prefault(preset ? 'on' : 'off')
    .register(optionFacts, { allowed: '`on` or `off`', default: preset ? 'on' : 'off' });
}

/** One of some words. */
export function choiceOption<const Words extends readonly [string, ...string[]]>(words: Words, preset: Words[number]) {
  const allowed = words.map((word) => `\`${word}\``).join(', ');
  return z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(words))
    .prefault(preset)
    .register(optionFacts, { allowed, default: preset });
}

/** One of some words, or nothing. */
export function optionalChoice<const Words extends readonly [string, ...string[]]>(words: Words, unset: string) {
  const allowed = words.map((word) => `\`${word}\``).join(', ');
  return z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(words))
    .optional()
    .transform((word) => word ?? null)
    .register(optionFacts, { allowed, default: unset });
}

/** A secret, also from the file that `<NAME>_FILE` names; null when neither is set. */
export function secretOption(lengthMin: number) {
  return z
    .string()
    .min(lengthMin)
    .optional()
    .transform((secret) => secret ?? null)
    .register(optionFacts, { allowed: `at least ${lengthMin} characters`, default: 'unset', secret: true });
}

/** Where a Redis is; a secret, since it may hold a password. Null when unset. */
export function redisUrlOption() {
  return z
    .string()
    .trim()
    .refine(isRedisUrl)
    .optional()
    .transform((url) => url ?? null)
    .register(optionFacts, {
      allowed: 'an address like `redis://user:password@redis.example.com:6379/0`, or `rediss://` for TLS',
      default: 'unset',
      secret: true,
    });
}

/** Host names as they stand in addresses, separated by commas. */
export function hostsOption() {
  return z
    .string()
    .prefault('')
    .transform((text) => listOf(text))
    .refine((hosts) => hosts.every((host) => /^[A-Za-z0-9._-]{1,255}$/.test(host)))
    .register(optionFacts, {
      allowed: 'host names separated by commas, without ports, like `docs.example.com`',
      default: 'none',
    });
}

/** Exact web origins, separated by commas. */
export function originsOption() {
  return z
    .string()
    .prefault('')
    .transform((text) => listOf(text))
    .refine((origins) => origins.every(isOrigin))
    .register(optionFacts, {
      allowed: 'origins separated by commas, each like `https://console.example.com` with nothing after the host',
      default: 'none',
    });
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const bitsMax = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (bitsMax === 0 || rest.length > 0) return false;
  // A network of all addresses would let anybody say who they are.
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= bitsMax);
}

function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  return z
    .string()
    .trim()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}

function range({ min, max }: { readonly min: number; readonly max: number }): string {
  return `a whole number from ${min} to ${max}`;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.origin === text && /^https?:$/.test(url.protocol);
}

function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== '' && /^(?:\/\d{0,4})?$/.test(url.pathname)
  );
}
