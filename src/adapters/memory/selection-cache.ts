import type { Bitset } from '../../shared/bitset.ts';
import { BoundedMap } from '../../shared/bounded-map.ts';

/** Selections kept a partition: one a chunk bit each, so 64 of a million chunks are 8 MB. */
export const SELECTIONS_MAX = 64;
/** A filter with a longer canonical text (a list of thousands of ids) is computed anew each time. */
const KEY_CHARACTERS_MAX = 16_384;

/** Selections of one version of a partition, least recently used first out; another version forgets them all. */
export class SelectionCache {
  readonly #selections = new BoundedMap<string, Bitset>(SELECTIONS_MAX);
  #version = -1;

  get(version: number, key: string): Bitset | undefined {
    return version === this.#version ? this.#selections.get(key) : undefined;
  }

  set(version: number, key: string, selection: Bitset): void {
    if (version !== this.#version) this.#selections.clear();
    this.#version = version;
    if (key.length <= KEY_CHARACTERS_MAX) this.#selections.set(key, selection);
  }

  bytes(): number {
    let total = 0;
    for (const selection of this.#selections.values()) total += selection.words.byteLength;
    return total;
  }
}
