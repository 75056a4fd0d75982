/** Code units of the longest text that is compared; anything longer counts as far away. */
export const COMPARED_LENGTH_MAX = 64;

const WIDTH = COMPARED_LENGTH_MAX + 1;
/** Three rows of the table: transpositions look two back. Nothing waits in between, so one set does for all. */
const rows = [new Uint8Array(WIDTH), new Uint8Array(WIDTH), new Uint8Array(WIDTH)] as const;

/**
 * Edits that make one text of the other: a letter added, left out or replaced, two neighbours swapped (optimal string
 * alignment, no stretch edited twice). Gives up with `max + 1` as soon as there are surely more than `max`.
 */
export function editDistance(a: string, b: string, max: number): number {
  const beyond = max + 1;
  if (a === b) return 0;
  if (a.length > COMPARED_LENGTH_MAX || b.length > COMPARED_LENGTH_MAX) return beyond;
  if (Math.abs(a.length - b.length) > max) return beyond;
  let [before, last, row]: [Uint8Array, Uint8Array, Uint8Array] = [...rows];
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const least = fillRow(a, b, { i, before, last, row });
    if (least > max) return beyond;
    [before, last, row] = [last, row, before];
  }
  return Math.min(last[b.length] ?? beyond, beyond);
}

type Table = {
  readonly i: number;
  readonly before: Uint8Array;
  readonly last: Uint8Array;
  readonly row: Uint8Array;
};

/** Fills the row of a's i-th letter; returns the least of it and the row before, below which no later entry can fall. */
function fillRow(a: string, b: string, { i, before, last, row }: Table): number {
  row[0] = i;
  let least = last[0] ?? i;
  for (let j = 1; j <= b.length; j++) {
    const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
    let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
    const isSwap =
      i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
    if (isSwap) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
    row[j] = edits;
    least = Math.min(least, edits, last[j] ?? edits);
  }
  return least;
}
