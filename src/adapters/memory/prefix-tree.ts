/** Items of a place before it is parted by the next letter: few enough to look through, many enough to pay for the place. */
const ITEMS_MAX = 64;
/** Letters that part; names alike for longer than this lie together. */
const DEPTH_MAX = 100;

/** One place of the tree. `most` is at least the highest weight under it, and is brought down again when it is read. */
type PrefixNode = {
  readonly parent: PrefixNode | null;
  readonly depth: number;
  most: number;
  /** Items whose key ends here, and until it is parted all others too. */
  items: number[];
  /** By the next UTF-16 code unit; null until it is parted. */
  children: Map<number, PrefixNode> | null;
  /** The children's code units in order; null after a change. */
  letters: readonly number[] | null;
};

/** What a walk asks of an item. */
export type PrefixItems = {
  readonly weightOf: (item: number) => number;
  readonly keyOf: (item: number) => string;
  readonly hasPrefix: (item: number, prefix: Uint8Array) => boolean;
};

/** Items by the letters of their keys, for the heaviest under a prefix. */
export class PrefixTree {
  readonly #root = makeNode(null);
  readonly #items: PrefixItems;
  #nodes = 1;
  #count = 0;

  constructor(items: PrefixItems) {
    this.#items = items;
  }

  add(item: number, key: string): void {
    const node = this.#leafOf(key);
    node.items.push(item);
    this.#count++;
    if (node.items.length > ITEMS_MAX && node.children === null && node.depth < DEPTH_MAX) this.#part(node);
  }

  /** True when an item whose weight has become this must be raised; below the next step, its places know enough. */
  static isStep(weight: number): boolean {
    return weight === 1 || boundOf(weight) > boundOf(weight - 1);
  }

  /** The item weighs that much now; a weight that fell needs no telling. */
  raise(key: string, weight: number): void {
    const bound = boundOf(weight);
    for (let node: PrefixNode | null = this.#leafOf(key); node !== null && node.most < bound; node = node.parent) {
      node.most = bound;
    }
  }

  delete(item: number, key: string): void {
    const leaf = this.#leafOf(key);
    const place = leaf.items.indexOf(item);
    const last = leaf.items.pop();
    if (last !== undefined && last !== item) leaf.items[place] = last;
    this.#count--;
    this.#prune(leaf, key);
  }

  /** The heaviest items under a prefix, ties by key; those that weigh nothing are left out. */
  heaviest(prefix: string, limit: number): readonly number[] {
    const top = new Heaviest(limit, this.#items);
    let node: PrefixNode | undefined = this.#root;
    for (let i = 0; i < prefix.length && node?.children; i++) node = node.children.get(prefix.charCodeAt(i));
    if (node !== undefined && limit > 0) this.#collect(node, Buffer.from(prefix), top);
    return top.found;
  }

  bytes(): number {
    return this.#nodes * NODE_BYTES + this.#count * ITEM_BYTES;
  }

  /** Goes in the order of keys, so a node whose best only equals the last that was found comes behind it. */
  #collect(node: PrefixNode, prefix: Uint8Array, top: Heaviest): number {
    if (node.most <= top.floor) return node.most;
    let most = 0;
    for (const item of node.items) {
      const weight = this.#items.weightOf(item);
      most = Math.max(most, boundOf(weight));
      if (weight > 0 && weight >= top.floor && this.#items.hasPrefix(item, prefix)) top.offer(item, weight);
    }
    if (node.children !== null) {
      node.letters ??= [...node.children.keys()].sort((a, b) => a - b);
      for (const letter of node.letters) {
        const child = node.children.get(letter);
        if (child !== undefined) most = Math.max(most, this.#collect(child, prefix, top));
      }
    }
    node.most = most;
    return most;
  }

  /** Where a key lies, or would lie; makes the place when its parent is parted already. */
  #leafOf(key: string): PrefixNode {
    let node = this.#root;
    while (node.children !== null && node.depth < key.length) {
      const letter = key.charCodeAt(node.depth);
      let child = node.children.get(letter);
      if (child === undefined) {
        child = makeNode(node);
        node.children.set(letter, child);
        node.letters = null;
        this.#nodes++;
      }
      node = child;
    }
    return node;
  }

  #part(node: PrefixNode): void {
    const items = node.items;
    node.items = [];
    node.children = new Map();
    for (const item of items) {
      const leaf = this.#leafOf(this.#items.keyOf(item));
      leaf.items.push(item);
      leaf.most = Math.max(leaf.most, boundOf(this.#items.weightOf(item)));
    }
    for (const child of node.children.values()) {
      if (child.items.length > ITEMS_MAX && child.depth < DEPTH_MAX) this.#part(child);
    }
  }

  #prune(leaf: PrefixNode, key: string): void {
    for (let node = leaf; node.parent !== null && isEmpty(node); node = node.parent) {
      node.parent.children?.delete(key.charCodeAt(node.parent.depth));
      node.parent.letters = null;
      this.#nodes--;
    }
    if (isEmpty(this.#root)) this.#root.children = null;
  }
}

/** Estimates of what V8 takes: a node with its map and list, and a place in a list. */
const NODE_BYTES = 200;
const ITEM_BYTES = 12;

function makeNode(parent: PrefixNode | null): PrefixNode {
  return { parent, depth: parent === null ? 0 : parent.depth + 1, most: 0, items: [], children: null, letters: null };
}

/** The next power of two: weights rise one by one, and only some of the steps are told to the tree. */
function boundOf(weight: number): number {
  return weight <= 1 ? weight : 2 ** (32 - Math.clz32(weight - 1));
}

function isEmpty({ items, children }: PrefixNode): boolean {
  return items.length === 0 && (children === null || children.size === 0);
}

/** The best so far, heaviest first, ties by key. */
class Heaviest {
  readonly found: number[] = [];
  /** Weight below which nothing can come in; 0 while there is room. */
  floor = 0;
  readonly #limit: number;
  readonly #items: PrefixItems;

  constructor(limit: number, items: PrefixItems) {
    this.#limit = limit;
    this.#items = items;
  }

  offer(item: number, weight: number): void {
    let place = this.found.length;
    while (place > 0 && this.#isBefore(item, weight, this.found[place - 1] ?? 0)) place--;
    if (place === this.#limit) return;
    this.found.splice(place, 0, item);
    if (this.found.length > this.#limit) this.found.pop();
    if (this.found.length === this.#limit) this.floor = this.#items.weightOf(this.found[this.#limit - 1] ?? 0);
  }

  #isBefore(item: number, weight: number, other: number): boolean {
    const otherWeight = this.#items.weightOf(other);
    return weight > otherWeight || (weight === otherWeight && this.#items.keyOf(item) < this.#items.keyOf(other));
  }
}
