import { createHash } from 'node:crypto';

/** Bits of a hash that a double holds exactly. */
const HASH_BITS = 52;

/**
 * The variant of a unit: weighted rendezvous hashing (Thaler and Ravishankar 1998; the weights after Schindelhauer and Schomaker
 * 2005). Every variant draws −w / ln(u) with u from the hash of (experiment, variant, unit), and the highest wins. So the same
 * unit always gets the same variant, units of one experiment fall independently of those of another, and when one weight changes
 * only units that move to or from that variant move at all.
 */
export function chooseVariant(
  experimentId: string,
  unit: string,
  weights: Readonly<Record<string, number>>,
): string | null {
  let best: string | null = null;
  let highest = 0;
  for (const [variant, weight] of Object.entries(weights)) {
    const draw = -weight / Math.log(uniform(experimentId, variant, unit));
    if (draw > highest) {
      best = variant;
      highest = draw;
    }
  }
  return best;
}

/** In (0, 1), the same for the same three texts. */
function uniform(...parts: readonly string[]): number {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  const bits = hash.readBigUInt64BE() >> BigInt(64 - HASH_BITS);
  return (Number(bits) + 0.5) / 2 ** HASH_BITS;
}
