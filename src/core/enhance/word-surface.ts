import type { DocumentStore } from '../../ports/document-store.ts';
import type { LexicalIndex } from '../../ports/lexical-index.ts';
import type { Scope } from '../../ports/scope.ts';
import { editDistance } from '../../shared/edit-distance.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';

export type SurfacePorts = {
  readonly lexical: Pick<LexicalIndex, 'search'>;
  readonly documents: Pick<DocumentStore, 'chunks'>;
};

/** A word as documents write it, and its distance from what was typed. */
export type Surface = { readonly word: string; readonly distance: number };

/** Passages read for the spelling of a word: enough to show most of its forms. */
const PASSAGES_MAX = 12;
const WORD = /\p{L}[\p{L}\p{M}]*/gu;

/** How visible documents write a term: of its forms the nearest to what was typed, then the most frequent. Null when none is visible. */
export async function findSurface(
  { lexical, documents }: SurfacePorts,
  { scope, term, typed }: { readonly scope: Scope; readonly term: string; readonly typed: string },
): Promise<Surface | null> {
  const query = { terms: [{ term, weight: 1 }], phrases: [] };
  const hits = await lexical.search(scope, query, { limit: PASSAGES_MAX, filter: null });
  const chunks = await documents.chunks(
    scope.tenant,
    hits.map(({ chunk }) => chunk),
  );
  const counts = new Map<string, number>();
  for (const { title, text } of chunks) countForms(`${title}\n${text}`, term, counts);
  const wanted = typed.toLowerCase();
  let best: (Surface & { readonly count: number }) | null = null;
  for (const [word, count] of counts) {
    const distance = editDistance(wanted, word.toLowerCase(), DISTANCE_READ_MAX);
    if (best === null || distance < best.distance || (distance === best.distance && isMoreUsual(word, count, best))) {
      best = { word, distance, count };
    }
  }
  return best === null ? null : { word: best.word, distance: best.distance };
}

/** Beyond this, two words are simply different. */
const DISTANCE_READ_MAX = 5;

function countForms(text: string, term: string, counts: Map<string, number>): void {
  for (const [word] of text.matchAll(WORD)) {
    const [own] = analyseTerms(word, 1);
    if (own === term) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
}

/** A form in lower case says more than one with a capital, which the head of a sentence explains. */
function isMoreUsual(word: string, count: number, best: { readonly word: string; readonly count: number }): boolean {
  const isLower = word === word.toLowerCase();
  const wasLower = best.word === best.word.toLowerCase();
  if (isLower !== wasLower) return isLower;
  return count > best.count || (count === best.count && word < best.word);
}
