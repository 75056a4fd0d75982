import { createHash } from 'node:crypto';

/** A Lua script and the SHA-1 that Redis keeps it under. Scripts are atomic: what they do is one step for every process. */
export type RedisScript = { readonly lua: string; readonly sha1: string };

export function toScript(lua: string): RedisScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}
