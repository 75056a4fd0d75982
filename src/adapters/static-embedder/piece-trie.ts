import { assert, defined } from '../../shared/assert.ts';

/** The trie's arrays, in shared memory: what a worker thread is sent. */
export type SharedTrie = {
  /** Open-addressed edges: (node, code unit) → node. `nodes[slot]` is node + 1, 0 where the slot is free. */
  readonly nodes: Int32Array;
  readonly units: Uint16Array;
  readonly targets: Int32Array;
  /** Piece id plus one a node, 0 where no piece ends. */
  readonly pieces: Int32Array;
  readonly unknown: number;
};

/** Node at which pieces that begin a word start, and that of pieces that go on (`##…`). */
const WORD_ROOT = 0;
const SUFFIX_ROOT = 1;
const UNKNOWN = '[UNK]';
const SUFFIX_MARK = '##';
/** Beyond this many characters a word is unknown: BERT's bound, which keeps the search for its pieces short. */
const WORD_CHARACTERS_MAX = 100;

/** Builds the trie over a vocabulary, whose order gives the ids. */
export function buildTrie(vocabulary: readonly string[]): SharedTrie {
  const unknown = vocabulary.indexOf(UNKNOWN);
  assert(unknown >= 0, 'the vocabulary has [UNK]');
  const nodesMax = vocabulary.reduce((sum, piece) => sum + piece.length, 2);
  // At most half of the slots are taken, which keeps probes short.
  const slots = 2 ** Math.ceil(Math.log2(nodesMax * 2));
  const trie: SharedTrie = {
    nodes: new Int32Array(new SharedArrayBuffer(slots * 4)),
    units: new Uint16Array(new SharedArrayBuffer(slots * 2)),
    targets: new Int32Array(new SharedArrayBuffer(slots * 4)),
    pieces: new Int32Array(new SharedArrayBuffer(nodesMax * 4)),
    unknown,
  };
  let nodeCount = 2;
  vocabulary.forEach((piece, id) => {
    const isSuffix = piece.startsWith(SUFFIX_MARK) && piece.length > SUFFIX_MARK.length;
    let node = isSuffix ? SUFFIX_ROOT : WORD_ROOT;
    for (let i = isSuffix ? SUFFIX_MARK.length : 0; i < piece.length; i++) {
      const unit = piece.charCodeAt(i);
      const slot = slotOf(trie, node, unit);
      if (trie.nodes[slot] === 0) {
        trie.nodes[slot] = node + 1;
        trie.units[slot] = unit;
        trie.targets[slot] = nodeCount++;
      }
      node = defined(trie.targets[slot], 'a taken slot has a target');
    }
    trie.pieces[node] = id + 1;
  });
  return trie;
}

/**
 * Writes the pieces of `text[start, end)`, one word, to `out` from `at` and returns the position after them: at each
 * place the longest piece, or [UNK] alone when somewhere none fits. `out` must have room for a piece a code unit.
 */
export function matchPieces(
  trie: SharedTrie,
  word: { readonly text: string; readonly start: number; readonly end: number },
  out: Uint16Array,
  at: number,
): number {
  const { text, start, end } = word;
  let to = at;
  let from = isTooLong(text, start, end) ? -1 : start;
  while (from >= 0 && from < end) {
    let node = from === start ? WORD_ROOT : SUFFIX_ROOT;
    let longest = -1;
    let piece = 0;
    for (let i = from; i < end; i++) {
      const slot = slotOf(trie, node, text.charCodeAt(i));
      if (trie.nodes[slot] === 0) break;
      node = trie.targets[slot] ?? 0;
      const id = trie.pieces[node] ?? 0;
      if (id === 0) continue;
      piece = id - 1;
      longest = i + 1;
    }
    if (longest >= 0) out[to++] = piece;
    from = longest;
  }
  if (from >= 0) return to;
  out[at] = trie.unknown;
  return at + 1;
}

function isTooLong(text: string, start: number, end: number): boolean {
  if (end - start <= WORD_CHARACTERS_MAX) return false;
  if (end - start > 2 * WORD_CHARACTERS_MAX) return true;
  let characters = 0;
  for (let i = start; i < end; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) characters++;
  return characters > WORD_CHARACTERS_MAX;
}

/** The slot of the edge, or the free slot where it would be. */
function slotOf({ nodes, units }: SharedTrie, node: number, unit: number): number {
  const mask = nodes.length - 1;
  let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) & mask;
  for (;;) {
    const holder = nodes[slot];
    if (holder === 0 || (holder === node + 1 && units[slot] === unit)) return slot;
    slot = (slot + 1) & mask;
  }
}
