import type { Partition } from '../../ports/catalogue.ts';
import type { NearTerm } from '../../ports/lexical-index.ts';
import type { Bitset } from '../../shared/bitset.ts';
import { editDistance } from '../../shared/edit-distance.ts';
import type { LexicalPartition } from './lexical-partition.ts';
import { END, PostingCursor } from './posting-cursor.ts';

type Near = NearTerm & { readonly id: number };

/** The terms of visible chunks nearest to one. The whole dictionary is sifted; only what passes is compared letter by letter. */
export function nearTerms(
  partition: LexicalPartition,
  shelf: Partition,
  term: string,
  { maxDistance, limit }: { readonly maxDistance: number; readonly limit: number },
): readonly NearTerm[] {
  const near: Near[] = [];
  partition.dictionary.forEachLike(term, maxDistance, (id, other) => {
    const distance = editDistance(term, other, maxDistance);
    if (distance === 0 || distance > maxDistance) return;
    near.push({ term: other, distance, chunks: partition.postings.count(id), id });
  });
  near.sort((a, b) => a.distance - b.distance || b.chunks - a.chunks || (a.term < b.term ? -1 : 1));
  const visible = shelf.select(null);
  const found: NearTerm[] = [];
  for (const { id, ...one } of near) {
    if (found.length >= limit) break;
    if (isVisible(partition, id, visible)) found.push(one);
  }
  return found;
}

function isVisible(partition: LexicalPartition, id: number, visible: Bitset): boolean {
  for (const cursor = new PostingCursor(partition.postings, id); cursor.ordinal < END; cursor.next()) {
    if (visible.has(cursor.ordinal)) return true;
  }
  return false;
}
