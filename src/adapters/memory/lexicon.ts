import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { LexiconShelf } from './lexicon-shelf.ts';

/**
 * Names in memory, a shelf a scope, changed in place. What it holds is bounded by the documents: a document brings a bounded
 * number of names, and the last one to leave takes a name with it.
 */
export function createMemoryLexicon(): Lexicon {
  const shelves = new Map<string, LexiconShelf>();
  const open = (scope: Scope): LexiconShelf => {
    const known = shelves.get(scopeKey(scope));
    if (known !== undefined) return known;
    const made = new LexiconShelf();
    shelves.set(scopeKey(scope), made);
    return made;
  };
  const close = (scope: Scope): void => {
    if (shelves.get(scopeKey(scope))?.isEmpty === true) shelves.delete(scopeKey(scope));
  };
  return {
    put(scope, documentId, lexicon, enabled) {
      open(scope).put(documentId, lexicon, enabled);
      close(scope);
    },
    setEnabled: (scope, documentId, enabled) => shelves.get(scopeKey(scope))?.setEnabled(documentId, enabled),
    remove(scope, documentId) {
      shelves.get(scopeKey(scope))?.remove(documentId);
      close(scope);
    },
    entities: (scope, { prefix, limit }) => shelves.get(scopeKey(scope))?.entities(prefix, limit) ?? [],
    named: (scope, text, limit) => shelves.get(scopeKey(scope))?.named(text, limit) ?? [],
    expansions: (scope, short) => shelves.get(scopeKey(scope))?.expansions(short) ?? [],
    bytes() {
      let total = 0;
      for (const shelf of shelves.values()) total += shelf.bytes();
      return total;
    },
  };
}

/** The length in front keeps ("a", "bc") and ("ab", "c") apart, whatever the names hold. */
function scopeKey({ tenant, collection }: Scope): string {
  return `${tenant.length}:${tenant}${collection}`;
}
