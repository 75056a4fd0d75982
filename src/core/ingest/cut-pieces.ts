import { CHUNK_LENGTH_MAX, type ChunkSizes } from './chunk-sizes.ts';
import type { Piece } from './pieces.ts';

/** A remainder of up to so many targets is one chunk rather than two short ones. */
const LAST_TARGETS_MAX = 1.5;
/** How far from the ideal length, as a share of it, a better place for the end is looked for. */
const WINDOW = 0.35;
/** What an end of a block is worth, as a share of the ideal length, against an end inside one. */
const BLOCK_END_BONUS = 0.2;

/** Ends of chunks as indices into `pieces` (exclusive, ascending): even lengths near the target, ending with blocks where that is near. */
export function cutPieces(pieces: readonly Piece[], sizes: ChunkSizes): number[] {
  const wordsBefore = [0];
  for (const piece of pieces) wordsBefore.push((wordsBefore.at(-1) ?? 0) + piece.words);
  const total = wordsBefore.at(-1) ?? 0;
  const ends: number[] = [];
  for (let first = 0; first < pieces.length; ) {
    const remaining = total - (wordsBefore[first] ?? 0);
    const end = fitsOne(pieces, first, remaining, sizes)
      ? pieces.length
      : bestEnd(pieces, { first, wordsBefore, idealWords: idealWords(remaining, sizes), wordsMax: sizes.wordsMax });
    ends.push(end);
    first = end;
  }
  return ends;
}

function fitsOne(pieces: readonly Piece[], first: number, remaining: number, sizes: ChunkSizes): boolean {
  const length = (pieces.at(-1)?.end ?? 0) - (pieces[first]?.start ?? 0);
  return remaining <= sizes.targetWords * LAST_TARGETS_MAX && length <= CHUNK_LENGTH_MAX;
}

function idealWords(remaining: number, sizes: ChunkSizes): number {
  return remaining / Math.max(1, Math.round(remaining / sizes.targetWords));
}

type Search = {
  readonly first: number;
  readonly wordsBefore: readonly number[];
  readonly idealWords: number;
  readonly wordsMax: number;
};

/** The cheapest end within the window; the longest that fits when no piece ends there. Looks at one chunk's pieces only. */
function bestEnd(pieces: readonly Piece[], search: Search): number {
  const start = pieces[search.first]?.start ?? 0;
  const before = search.wordsBefore[search.first] ?? 0;
  let best = search.first + 1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let i = search.first; i < pieces.length; i++) {
    const piece = pieces[i];
    if (piece === undefined || piece.end - start > CHUNK_LENGTH_MAX) break;
    const words = (search.wordsBefore[i + 1] ?? 0) - before;
    if (words > search.wordsMax) break;
    // A cost below the ideal length means an end within the window; a heading or a short piece alone never costs so little.
    if (words > search.idealWords * (1 + WINDOW) && bestCost < search.idealWords) break;
    const cost = costOf(piece, words, search.idealWords);
    if (cost > bestCost) continue;
    best = i + 1;
    bestCost = cost;
  }
  return best;
}

/** Distance from the ideal length in words. Never below the window unless nothing else fits, never with a heading last. */
function costOf(piece: Piece, words: number, idealWords: number): number {
  const distance = Math.abs(words - idealWords) - (piece.endsBlock ? BLOCK_END_BONUS * idealWords : 0);
  const isShort = words < idealWords * (1 - WINDOW);
  return distance + (isShort ? idealWords : 0) + (piece.isHeading ? 2 * idealWords : 0);
}
