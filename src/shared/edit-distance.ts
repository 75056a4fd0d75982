/** Code units of the longest text that is compared; anything longer counts as far away. */
export const COMPARED_LENGTH_MAX = 64;

const WIDTH = COMPARED_LENGTH_MAX + 1;
/** Three rows of the table: transpositions look two back. Nothing waits in between, so one set does for all. */
const firstRow = new Uint8Array(WIDTH);
const secondRow = new Uint8Array(WIDTH);
const thirdRow = new Uint8Array(WIDTH);

/**
 * Edits that make one text of the other: a letter added, left out or replaced, two neighbours swapped (optimal string
 * alignment, no stretch edited twice). Gives up with `max + 1` as soon as there are surely more than `max`.
 */
export function editDistance(a: string, b: string, max: number): number {
  const beyond = max + 1;
  if (a === b) return 0;
  if (a.length > COMPARED_LENGTH_MAX || b.length > COMPARED_LENGTH_MAX) return beyond;
  if (Math.abs(a.length - b.length) > max) return beyond;
  let before = firstRow;
  let last = secondRow;
  let row = thirdRow;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    fillRow(a, b, i, before, last, row);
    // No entry of a later row falls below the least of two rows that follow each other.
    if (Math.min(leastOf(last, b.length), leastOf(row, b.length)) > max) return beyond;
    const free = before;
    before = last;
    last = row;
    row = free;
  }
  return Math.min(last[b.length] ?? beyond, beyond);
}

/** Fills the row of a's i-th letter from the two before it. Called for every letter of thousands of terms: nothing is made here. */
function fillRow(a: string, b: string, i: number, before: Uint8Array, last: Uint8Array, row: Uint8Array): void {
  const letter = a.charCodeAt(i - 1);
  const letterBefore = i > 1 ? a.charCodeAt(i - 2) : -1;
  row[0] = i;
  let left = i;
  let otherBefore = -1;
  for (let j = 1; j <= b.length; j++) {
    const other = b.charCodeAt(j - 1);
    let edits = (last[j - 1] ?? 0) + (letter === other ? 0 : 1);
    const shorter = Math.min(last[j] ?? 0, left) + 1;
    if (shorter < edits) edits = shorter;
    if (letter === otherBefore && letterBefore === other) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
    row[j] = edits;
    left = edits;
    otherBefore = other;
  }
}

function leastOf(row: Uint8Array, end: number): number {
  let least = row[0] ?? 0;
  for (let j = 1; j <= end; j++) if ((row[j] ?? 0) < least) least = row[j] ?? 0;
  return least;
}
