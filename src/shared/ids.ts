import { randomFillSync } from 'node:crypto';

/** Where ids get their randomness; tests pass a seeded one. */
export interface RandomSource {
  /** Fills `bytes` and returns it. */
  fill(bytes: Uint8Array): Uint8Array;
}

/** Bytes drawn from the system at a time: a draw costs the same for 16 bytes and for these, and every request has an id. */
const POOL_BYTES = 4_096;
/** More than an id needs is drawn by itself: what is a secret for long stays in no pool. */
const POOLED_BYTES_MAX = 16;

export const systemRandom: RandomSource = pooledRandom();

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_BYTES = 16;

/** `prefix_` and 26 characters of Crockford's base 32: 128 random bits, so ids cannot be guessed or collide. */
export function newId(prefix: string, random: RandomSource = systemRandom): string {
  const bytes = random.fill(new Uint8Array(ID_BYTES));
  let bits = 0;
  let held = 0;
  let id = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += ALPHABET[(held >>> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  if (bits > 0) id += ALPHABET[(held << (5 - bits)) & 31];
  return `${prefix}_${id}`;
}

function pooledRandom(): RandomSource {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return {
    fill(bytes) {
      if (bytes.length > POOLED_BYTES_MAX) return randomFillSync(bytes);
      if (used + bytes.length > POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      bytes.set(pool.subarray(used, used + bytes.length));
      pool.fill(0, used, used + bytes.length);
      used += bytes.length;
      return bytes;
    },
  };
}
