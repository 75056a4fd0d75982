import type { DocumentFacts } from '../../src/ports/catalogue.ts';

/** Facts of an enabled document without anything to filter on, for tests to vary. */
export function factsOf(documentId: string, change: Partial<DocumentFacts> = {}): DocumentFacts {
  return { documentId, title: '', uri: null, tags: [], metadata: {}, enabled: true, ...change };
}
