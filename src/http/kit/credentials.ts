import type { FastifyRequest } from 'fastify';

/** Names under which clients put keys into addresses, and our keys themselves wherever they stand in one. */
const KEY_IN_URL = /[?&](?:api[_-]?key|x-api-key|access_token|authorization)=|ql_(?:live|test)_/i;
/** RFC 6750; the scheme is compared without regard to letter case. */
const BEARER = /^bearer +([\x21-\x7e]{1,512})$/i;
/** Visible ASCII; no key is longer. */
const API_KEY = /^[\x21-\x7e]{1,512}$/;

/** What a request shows to be let in: a key, nothing, or something that can be no key at all. */
export type Credentials = { readonly key: string } | 'none' | 'malformed';

/** Reads `X-API-Key` or `Authorization: Bearer`. Two different keys in one request are malformed: nobody can tell whose it is. */
export function credentialsOf({ headers }: Pick<FastifyRequest, 'headers'>): Credentials {
  const { authorization } = headers;
  const given = headers['x-api-key'];
  if (given === undefined && authorization === undefined) return 'none';
  const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  if (given === undefined) return bearer === undefined ? 'malformed' : { key: bearer };
  if (typeof given !== 'string' || !API_KEY.test(given)) return 'malformed';
  return bearer === undefined || bearer === given ? { key: given } : 'malformed';
}

/** True for a target that carries a key, which logs of proxies and histories of browsers would keep. */
export function hasKeyInUrl(target: string): boolean {
  return KEY_IN_URL.test(target);
}
