import { createBm25Index } from '../../src/adapters/bm25/bm25-index.ts';
import { createCatalogue } from '../../src/adapters/memory/catalogue.ts';
import { createMemoryLexicon } from '../../src/adapters/memory/lexicon.ts';
import { createLateIndex } from '../../src/adapters/wasm-vectors/late-index.ts';
import { createWasmVectorIndex } from '../../src/adapters/wasm-vectors/vector-index.ts';
import type { IndexPorts } from '../../src/core/ingest/index-ports.ts';
import { analyseQuery } from '../../src/core/retrieval/analyse-text.ts';
import type { Filter } from '../../src/ports/filter.ts';
import type { Scope } from '../../src/ports/scope.ts';
import { wordModel } from './word-model.ts';

export const SCOPE: Scope = { tenant: 'acme', collection: 'default' };

/** What a search finds, as document ids: in the lexical index and in the vector index, best first. */
export type Found = { readonly lexical: readonly string[]; readonly vector: readonly string[] };

/** The real catalogue and the real indexes over a small token table. */
export function searchWorld() {
  const model = wordModel();
  const catalogue = createCatalogue();
  const { dimensions, prefixes } = model.embedder;
  const ports: IndexPorts = {
    catalogue,
    lexical: createBm25Index({ catalogue }),
    vectors: createWasmVectorIndex({ catalogue, dimensions, prefixes, workers: 0 }),
    late: createLateIndex({ catalogue, table: model.table }),
    lexicon: createMemoryLexicon(),
  };
  return { model, ports, search: searcher(ports, model) };
}

function searcher({ catalogue, lexical, vectors }: IndexPorts, { vectorOf, embedder }: ReturnType<typeof wordModel>) {
  return async (text: string, filter: Filter | null = null, scope = SCOPE): Promise<Found> => {
    const options = { limit: 100, filter };
    const byTerms = await lexical.search(scope, analyseQuery(text), options);
    const byVector = await vectors.search(scope, vectorOf(text), { ...options, dimensions: embedder.dimensions });
    const partition = catalogue.find(scope);
    const documentOf = ({ chunk }: { chunk: number }) => {
      const ordinal = partition?.ordinalOf(chunk);
      return (ordinal === undefined ? undefined : partition?.documentAt(ordinal)) ?? `nothing at ${chunk}`;
    };
    return { lexical: [...new Set(byTerms.map(documentOf))], vector: [...new Set(byVector.map(documentOf))] };
  };
}
