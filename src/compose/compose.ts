import { readFileSync } from 'node:fs';
import { createBm25Index } from '../adapters/bm25/bm25-index.ts';
import { createCatalogue } from '../adapters/memory/catalogue.ts';
import { createMemoryLexicon } from '../adapters/memory/lexicon.ts';
import { contentSniffer } from '../adapters/parsers/sniff.ts';
import { prometheusTelemetry } from '../adapters/prometheus/prometheus-telemetry.ts';
import { openSqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import { createStaticEmbedder } from '../adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../adapters/static-embedder/token-table.ts';
import { createLateIndex } from '../adapters/wasm-vectors/late-index.ts';
import { createWasmVectorIndex } from '../adapters/wasm-vectors/vector-index.ts';
import type { Settings } from '../config/schema.ts';
import { AnswerCache } from '../core/cache/answer-cache.ts';
import { createIndexSet } from '../core/ingest/index-set.ts';
import { IngestService } from '../core/ingest/ingest-service.ts';
import type { Tier } from '../core/limiter/tiers.ts';
import type { HistoryListener } from '../core/query/history-listener.ts';
import { PastQueries } from '../core/query/past-queries.ts';
import { QueryService } from '../core/query/query-service.ts';
import { RecentTraces } from '../core/query/recent-traces.ts';
import type { QueryPorts } from '../core/query/stage.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { systemClock } from '../shared/clock.ts';
import { systemRandom } from '../shared/ids.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import { createAdvice } from './advice.ts';
import { createAnalytics } from './analytics.ts';
import { BackgroundLog } from './background-log.ts';
import { readCapabilities } from './capabilities.ts';
import { createDocumentProcessor } from './document-processor.ts';
import { eventBusCheck, openEventBus } from './events.ts';
import { createKeys } from './keys.ts';
import { createLearning } from './learning.ts';
import { createLexiconFilling } from './lexicon.ts';
import { createLimits } from './limits.ts';
import { MODEL_FOLDER } from './model-folder.ts';
import { ingestObserver, queryObserver } from './observers.ts';
import { createOverload } from './overload.ts';
import { startPrefetching } from './prefetching.ts';
import { createRooms, readDataId } from './rooms.ts';
import { fillEmptyStore } from './sample-documents.ts';
import { readTiers } from './tiers.ts';

const PACKAGE = new URL('../../package.json', import.meta.url);

const TIME = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };

/** What `compose` makes. `app` is what `buildApp` takes; `close` puts everything away in the order that loses nothing. */
export type Services = Awaited<ReturnType<typeof compose>>;

/** Configuration to services. Resolves when the indexes are rebuilt and work that an earlier process left has begun. */
export async function compose(settings: Settings) {
  const tiers = readTiers(settings);
  const { records, table, version, telemetry, log, events, keys } = await openFoundations(settings, tiers);
  const embedder = createStaticEmbedder(table);
  const search = searchPorts(settings, table, embedder);
  const answers = new AnswerCache({ clock: systemClock, bytesMax: settings.answerCacheBytes });
  const [{ documents, history }, { history: keepHistory }] = [records, settings];
  const watched = { records, telemetry, log };
  const advice = createAdvice({ ...watched, settings });
  const { tuning } = advice.app;
  const basePorts = { ...search, ...TIME, documents, history, embedder, table, answers, tuning };
  const recentTraces = new RecentTraces();
  const learning = createLearning({ ports: basePorts, telemetry, log, keepHistory });
  const ports: QueryPorts = { ...basePorts, relatedQueries: learning.relatedQueries };
  const analytics = createAnalytics({ ...watched, keepHistory, feedbackListeners: advice.listeners });
  const queries = new QueryService(ports, {
    observer: queryObserver(telemetry, log),
    keepHistory,
    listeners: [...learning.listeners, ...analytics.listeners, ...advice.listeners, recentTraces],
  });
  const overload = createOverload({ ...TIME, telemetry, log, tiers, inFlightMax: settings.inFlightMax });
  const limits = await createLimits({ ...watched, settings, tiers, factorOf: overload.factorOf });
  const prefetching = startPrefetching({ queries, ports, ...watched, ...learning.app, settings });
  const learners = [prefetching, learning, analytics].flatMap((part): HistoryListener[] => part.historyListeners);
  const rooms = createRooms({ bus: events, queries, ports, origin: await readDataId(settings.dataDir) });
  const { indexes, processor, ingests, lexicons } = ingestion({ ...watched, search, table, workers: settings.workers });
  const loaded = await indexes.rebuild(records.documents, AbortSignal.timeout(REBUILD_MS_MAX));
  for (const part of [ingests, learning, advice, lexicons]) part.start();
  if (settings.sampleDocs && loaded.documents === 0) await fillEmptyStore(ingests, records.documents);
  return {
    app: {
      version,
      ...TIME,
      telemetry,
      ...limits.app,
      shedding: overload.shedding,
      checks: [...healthChecks(records), eventBusCheck(events), ...limits.checks],
      started: () => true,
      queries,
      rooms,
      queryPorts: ports,
      past: new PastQueries(ports, [answers, ...learners, ...advice.listeners]),
      recentTraces,
      capabilities: readCapabilities({ settings, records, cacheIsOn: answers.isOn }),
      ...learning.app,
      ...analytics.app,
      ...advice.app,
      ...keys.app,
      ingests,
      ...stores(records),
      sniffer: contentSniffer,
    },
    greeting: () => counts(records),
    reportTo: (sink: Parameters<BackgroundLog['reportTo']>[0]) => log.reportTo(sink),
    async close() {
      for (const part of [lexicons, ingests, prefetching, learning]) await part.stop();
      await queries.settled();
      for (const part of [advice, analytics, rooms, keys, limits, overload]) await part.stop();
      await events.close();
      for (const part of [processor, search.vectors, records]) await part.close();
    },
  };
}

/** What everything else stands on. */
async function openFoundations(settings: Settings, tiers: readonly Tier[]) {
  const { dataDir, redisUrl } = settings;
  const [records, table] = await Promise.all([openSqliteRecordStore({ dataDir }), loadTokenTable(MODEL_FOLDER)]);
  const { version }: { version: string } = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  const log = new BackgroundLog();
  const telemetry = prometheusTelemetry({ version, processMetrics: true });
  const events = openEventBus(redisUrl, log);
  try {
    const keys = await createKeys({ settings, records, tiers, telemetry, log, bus: events });
    return { records, table, version, telemetry, log, events, keys };
  } catch (error) {
    // A start that keys forbid leaves the folder as it found it: to the command that makes the first one.
    await events.close();
    await records.close();
    throw error;
  }
}

/** The parts of the records that operations use as they are. */
function stores({ documents, saved, experiments, idempotency }: RecordStore) {
  return { documents, saved, experiments, idempotency };
}

type IngestionParts = {
  readonly search: ReturnType<typeof searchPorts>;
  readonly records: RecordStore;
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
  readonly table: Parameters<typeof createDocumentProcessor>[0]['table'];
  readonly workers: number;
};

/** The way of documents into the indexes. */
function ingestion({ records, search, table, telemetry, log, workers }: IngestionParts) {
  const { documents } = records;
  const observer = ingestObserver(telemetry, log);
  const indexes = createIndexSet({ ...search, ...TIME });
  const processor = createDocumentProcessor({ table, workers });
  const ingests = new IngestService({ documents, processor, indexes, ...TIME, observer });
  const lexicons = createLexiconFilling({ documents, indexes, ...TIME, telemetry, log });
  return { indexes, processor, ingests, lexicons };
}

/** A million chunks take less than a minute to load; longer means a disk that does not answer. */
const REBUILD_MS_MAX = 10 * 60_000;

function searchPorts(settings: Settings, table: QueryPorts['table'], embedder: QueryPorts['embedder']) {
  const catalogue = createCatalogue();
  const { dimensions, prefixes } = embedder;
  return {
    catalogue,
    lexical: createBm25Index({ catalogue }),
    vectors: createWasmVectorIndex({ catalogue, dimensions, prefixes, workers: settings.workers }),
    late: createLateIndex({ catalogue, table }),
    lexicon: createMemoryLexicon(),
  };
}

function healthChecks(records: RecordStore) {
  return [
    { name: 'records', hard: true, check: (signal: AbortSignal) => records.check(signal) },
    // Both are in this process and were verified at start: that the event loop can say so is the check.
    { name: 'query_engine', hard: true, check: async () => undefined },
    { name: 'embedder', hard: true, check: async () => undefined },
  ];
}

async function counts(records: RecordStore): Promise<{ readonly documents: number; readonly chunks: number }> {
  const shelves = await records.documents.counts('default');
  return {
    documents: shelves.reduce((sum, { documents }) => sum + documents, 0),
    chunks: shelves.reduce((sum, { chunks }) => sum + chunks, 0),
  };
}
