import { randomFillSync } from 'node:crypto';

/** Where ids get their randomness; tests pass a seeded one. */
export interface RandomSource {
  /** Fills `bytes` and returns it. */
  fill(bytes: Uint8Array): Uint8Array;
}

export const systemRandom: RandomSource = { fill: (bytes) => randomFillSync(bytes) };

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
