/** The hash of no words, to begin with (FNV-1a's offset basis). */
export const NO_HASH = 0x811c9dc5 | 0;

const FNV_PRIME = 0x01000193;
/** 2³² divided by the golden ratio: spreads what differs in few bits. */
const SPREAD = 0x9e3779b1;

/** The hash of some words and one more: 32 bits, so that the hash of every beginning is met on the way. */
export function hashStep(hash: number, word: string): number {
  let own = NO_HASH;
  for (let i = 0; i < word.length; i++) own = Math.imul(own ^ word.charCodeAt(i), FNV_PRIME);
  const mixed = Math.imul(hash ^ own, SPREAD);
  return mixed ^ (mixed >>> 15);
}

/** The hash of a key: that of its words one after the other. */
export function hashKey(key: string): number {
  let hash = NO_HASH;
  for (const word of key.split(' ')) hash = hashStep(hash, word);
  return hash;
}
