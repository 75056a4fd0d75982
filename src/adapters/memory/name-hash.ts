/** The hash of no words, to begin with (FNV-1a's offset basis). */
export const NO_HASH = 0x811c9dc5 | 0;

const FNV_PRIME = 0x01000193;
/** 2³² divided by the golden ratio: spreads what differs in few bits. */
const SPREAD = 0x9e3779b1;

/** The hash of some words and one more: 32 bits, so that the hash of every beginning is met on the way. */
export function hashStep(hash: number, word: string): number {
  let own = NO_HASH;
  for (let i = 0; i < word.length; i++) own = Math.imul(own ^ word.charCodeAt(i), FNV_PRIME);
  return mixed(hash, own);
}

/** The hash of a key: that of its words one after the other. `onBeginning` is told the hash before each further word. */
export function hashKey(key: string, onBeginning?: (hash: number) => void): number {
  let hash = NO_HASH;
  let own = NO_HASH;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit !== SPACE) {
      own = Math.imul(own ^ unit, FNV_PRIME);
      continue;
    }
    hash = mixed(hash, own);
    onBeginning?.(hash);
    own = NO_HASH;
  }
  return mixed(hash, own);
}

const SPACE = 0x20;

function mixed(hash: number, own: number): number {
  const product = Math.imul(hash ^ own, SPREAD);
  return product ^ (product >>> 15);
}
