import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compose, type Services } from '../../src/compose/compose.ts';
import { readSettings } from '../../src/config/env.ts';
import { PATTERN_NAMES, type PatternName, queryRequest } from '../../src/core/query/query-request.ts';
import { stageDurations } from '../../src/core/query/trace.ts';
import type { Principal } from '../../src/ports/scope.ts';
import { percentile } from '../../test/support/percentiles.ts';
import { generateCorpus, generateQueries } from '../corpus.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow } from '../timing.ts';

const SEED = 7;
const VOCABULARY = 50_000;
const CALL_DOCUMENTS = 500;
const SMALL = 10_000;
const LARGE = 1_000_000;
const NANOSECONDS_PER_MS = 1e6;
const PRINCIPAL: Principal = { tenant: 'default', tier: 'local', scopes: ['read', 'write'], userId: null };

/** The engine without HTTP: latency by pattern and stage, growth from 10,000 to 1,000,000 chunks, and how long the event loop is held. */
export const suite: BenchSuite = { name: 'query', run };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-bench-'));
  const services = await compose(readSettings({ DATA_DIR: dataDir, SAMPLE_DOCS: 'off', HISTORY: 'on' }));
  try {
    const feed = new Feed(services);
    await feed.to(quick ? SMALL / 5 : SMALL);
    const rows: BenchRow[] = [];
    for (const pattern of PATTERN_NAMES)
      rows.push(...(await measure(services, { pattern, count: quick ? 300 : 2_000, chunks: feed.fed })));
    rows.push(await fromCache(services, quick ? 300 : 2_000), await holdWhileBusy(services, feed));
    if (quick) return rows;
    const small = rows.find(({ name }) => name.startsWith('fast,'))?.value ?? 0;
    await feed.to(LARGE);
    const large = await measure(services, { pattern: 'fast', count: 500, chunks: feed.fed });
    rows.push(...large, {
      name: 'fast p50, 1,000,000 ÷ 10,000 chunks',
      unit: '×',
      value: (large[0]?.value ?? 0) / small,
    });
    return rows;
  } finally {
    await services.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Puts generated documents of one chunk each in, through the whole ingestion. */
class Feed {
  fed = 0;
  readonly #services: Services;
  readonly #documents: Iterator<{ readonly title: string; readonly text: string }>;

  constructor(services: Services) {
    this.#services = services;
    this.#documents = generateCorpus({
      documents: LARGE + SMALL,
      wordsPerDocument: 150,
      vocabulary: VOCABULARY,
      seed: SEED,
    })[Symbol.iterator]();
  }

  async to(chunks: number): Promise<void> {
    while (this.fed < chunks) await this.call(Math.min(CALL_DOCUMENTS, chunks - this.fed));
  }

  async call(count: number): Promise<void> {
    const documents = Array.from({ length: count }, () => this.#next());
    const { ingests } = this.#services.app;
    const { ingestId } = await ingests.accept(PRINCIPAL.tenant, documents);
    await ingests.waitUntilFinished(PRINCIPAL.tenant, ingestId, AbortSignal.timeout(600_000));
  }

  #next() {
    const { value, done } = this.#documents.next();
    if (done === true) throw new Error('the generated corpus is used up');
    const documentId = `g-${this.fed++}`;
    const scope = { tenant: PRINCIPAL.tenant, collection: 'default' };
    return {
      documentId,
      scope,
      title: value.title,
      uri: null,
      tags: [],
      metadata: {},
      contentType: 'text/plain',
      content: value.text,
    };
  }
}

type Measure = { readonly pattern: PatternName; readonly count: number; readonly chunks: number };

async function measure({ app }: Services, { pattern, count, chunks }: Measure): Promise<BenchRow[]> {
  const queries = [...generateQueries({ queries: count + 100, vocabulary: VOCABULARY, seed: SEED })];
  const durations: number[] = [];
  const stages: Record<string, number> = {};
  for (const [i, text] of queries.entries()) {
    const { trace } = await app.queries.run(
      queryRequest(text, { pattern, cache: 'bypass' }),
      PRINCIPAL,
      new AbortController().signal,
    );
    // The first hundred warm the code and the caches of pages.
    if (i < 100) continue;
    durations.push(trace.durationMs);
    for (const [stage, durationMs] of Object.entries(stageDurations(trace)))
      stages[stage] = (stages[stage] ?? 0) + durationMs / count;
  }
  const note = Object.entries(stages)
    .map(([stage, ms]) => `${stage} ${ms.toFixed(2)}`)
    .join(', ');
  return [
    {
      name: `${pattern}, ${chunks.toLocaleString('en-US')} chunks`,
      unit: 'ms',
      value: percentile(durations, 0.5),
      p50: percentile(durations, 0.5),
      p95: percentile(durations, 0.95),
      p99: percentile(durations, 0.99),
      note: `mean ms: ${note}`,
    },
  ];
}

/** The same question again and again: what an answer costs that is there already. */
async function fromCache({ app }: Services, count: number): Promise<BenchRow> {
  const [text = ''] = generateQueries({ queries: 1, vocabulary: VOCABULARY, seed: SEED + 1 });
  const ask = () => app.queries.run(queryRequest(text), PRINCIPAL, new AbortController().signal);
  await ask();
  const answers = [];
  for (let i = 0; i < count + 100; i++) answers.push(await ask());
  const missed = answers.filter(({ cache }) => cache.result === 'miss').length;
  if (missed > 0) throw new Error(`${missed} of ${answers.length} were computed`);
  return latencyRow(
    'an exact answer from the cache',
    answers.slice(100).map(({ durationMs }) => durationMs),
  );
}

/** Ingests 2,000 chunks while queries run, and looks at how late the event loop's timers come. */
async function holdWhileBusy(services: Services, feed: Feed): Promise<BenchRow> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const goal = feed.fed + 2_000;
  delay.enable();
  await Promise.all([feed.to(goal), measure(services, { pattern: 'fast', count: 1_000, chunks: feed.fed })]);
  delay.disable();
  const at = (share: number): number => Math.max(0, delay.percentile(share) / NANOSECONDS_PER_MS - 1);
  return {
    name: 'event loop held, querying and ingesting',
    unit: 'ms',
    value: at(99),
    p50: at(50),
    p95: at(95),
    p99: at(99),
    note: `longest ${(delay.max / NANOSECONDS_PER_MS).toFixed(1)} ms`,
  };
}
