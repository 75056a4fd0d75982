import type { Bitset } from '../../shared/bitset.ts';

/** Visits the members in rising order. */
export function forEachMember(set: Bitset, visit: (member: number) => void): void {
  const { words } = set;
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i] ?? 0; word !== 0; word &= word - 1) visit((i << 5) + 31 - Math.clz32(word & -word));
  }
}
