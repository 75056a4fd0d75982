import { createBm25Index } from '../src/adapters/bm25/bm25-index.ts';
import { createCatalogue } from '../src/adapters/memory/catalogue.ts';
import { createMemoryLexicon } from '../src/adapters/memory/lexicon.ts';
import { openSqliteRecordStore } from '../src/adapters/sqlite/open-record-store.ts';
import { createStaticEmbedder } from '../src/adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../src/adapters/static-embedder/token-table.ts';
import { createLateIndex } from '../src/adapters/wasm-vectors/late-index.ts';
import { createWasmVectorIndex } from '../src/adapters/wasm-vectors/vector-index.ts';
import { createDocumentProcessor } from '../src/compose/document-processor.ts';
import { MODEL_FOLDER } from '../src/compose/model-folder.ts';
import { createIndexSet } from '../src/core/ingest/index-set.ts';
import { silentIngestObserver } from '../src/core/ingest/ingest-observer.ts';
import { IngestService } from '../src/core/ingest/ingest-service.ts';
import { systemClock } from '../src/shared/clock.ts';
import { systemRandom } from '../src/shared/ids.ts';
import { systemScheduler } from '../src/shared/scheduler.ts';

export type IngestBed = Awaited<ReturnType<typeof openIngestBed>>;

/** Everything ingestion touches, as the server composes it, without the server; `rebuild` has not run yet. */
export async function openIngestBed(dataDir: string, workers: number) {
  const [records, table] = await Promise.all([openSqliteRecordStore({ dataDir }), loadTokenTable(MODEL_FOLDER)]);
  const { dimensions, prefixes } = createStaticEmbedder(table);
  const catalogue = createCatalogue();
  const vectors = createWasmVectorIndex({ catalogue, dimensions, prefixes, workers });
  const search = {
    catalogue,
    lexical: createBm25Index({ catalogue }),
    vectors,
    late: createLateIndex({ catalogue, table }),
    lexicon: createMemoryLexicon(),
  };
  const time = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
  const indexes = createIndexSet({ ...search, ...time });
  const processor = createDocumentProcessor({ table, workers });
  const { documents } = records;
  const ingests = new IngestService({ documents, processor, indexes, ...time, observer: silentIngestObserver });
  return {
    ...{ records, documents, indexes, ingests, search },
    indexBytes: () =>
      [catalogue, search.lexical, vectors, search.late, search.lexicon].reduce((sum, part) => sum + part.bytes(), 0),
    async close() {
      await ingests.stop();
      await processor.close();
      await vectors.close();
      await records.close();
    },
  };
}
