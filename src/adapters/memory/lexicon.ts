import type { Lexicon } from '../../ports/lexicon.ts';
import { type Scope, scopeKey } from '../../ports/scope.ts';
import { ScopeLexicon } from './scope-lexicon.ts';

/**
 * Names in memory, one set a scope, changed in place. What it holds is bounded by the documents: a document brings a bounded
 * number of names, and the last one to leave takes a name with it.
 */
export function createMemoryLexicon(): Lexicon {
  const lexicons = new Map<string, ScopeLexicon>();
  const open = (scope: Scope): ScopeLexicon => {
    const known = lexicons.get(scopeKey(scope));
    if (known !== undefined) return known;
    const made = new ScopeLexicon();
    lexicons.set(scopeKey(scope), made);
    return made;
  };
  const close = (scope: Scope): void => {
    if (lexicons.get(scopeKey(scope))?.isEmpty === true) lexicons.delete(scopeKey(scope));
  };
  return {
    put(scope, documentId, lexicon, enabled) {
      open(scope).put(documentId, lexicon, enabled);
      close(scope);
    },
    setEnabled: (scope, documentId, enabled) => lexicons.get(scopeKey(scope))?.setEnabled(documentId, enabled),
    remove(scope, documentId) {
      lexicons.get(scopeKey(scope))?.remove(documentId);
      close(scope);
    },
    entities: (scope, { prefix, limit }) => lexicons.get(scopeKey(scope))?.entities(prefix, limit) ?? [],
    named: (scope, text, limit) => lexicons.get(scopeKey(scope))?.named(text, limit) ?? [],
    expansions: (scope, short) => lexicons.get(scopeKey(scope))?.expansions(short) ?? [],
    bytes() {
      let total = 0;
      for (const lexicon of lexicons.values()) total += lexicon.bytes();
      return total;
    },
  };
}
