import type { LexicalPartition } from './lexical-partition.ts';

/** True when every phrase stands somewhere in the chunk's title or in its body, word by word. */
export function matchesPhrases(
  partition: LexicalPartition,
  ordinal: number,
  phrases: readonly (readonly number[])[],
): boolean {
  if (phrases.length === 0) return true;
  const { ids, titleLength, length } = partition.tokens.read(ordinal);
  return phrases.every((phrase) => contains(ids, 0, titleLength, phrase) || contains(ids, titleLength, length, phrase));
}

function contains(ids: Uint32Array, start: number, end: number, phrase: readonly number[]): boolean {
  const first = phrase[0];
  const last = end - phrase.length;
  for (let place = start; place <= last; place++) {
    if (ids[place] !== first) continue;
    let matched = 1;
    while (matched < phrase.length && ids[place + matched] === phrase[matched]) matched++;
    if (matched === phrase.length) return true;
  }
  return false;
}
