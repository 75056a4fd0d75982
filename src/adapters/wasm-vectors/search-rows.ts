import type { Partition } from '../../ports/catalogue.ts';
import type { Filter } from '../../ports/filter.ts';
import type { Hit } from '../../ports/lexical-index.ts';
import type { Bitset } from '../../shared/bitset.ts';
import { type ScanResult, type ScanRun, scanAtOnce, scanInSteps, scanInThreads } from './run-scan.ts';
import type { ScanEngine } from './scan-engine.ts';
import { ScanImage } from './scan-image.ts';
import type { RowPlace, ScopeRows } from './scope-rows.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Candidates for rescoring: four times the wanted hits, at least 64; recall at 10 is 1.0 with them (see the bench). */
const CANDIDATES_FACTOR = 4;
const CANDIDATES_MIN = 64;
/** Beyond this many candidates rescoring would hold the event loop for over a millisecond. */
const CANDIDATES_MAX = 4_096;
/** When the last hit cannot be told from the best row left out, the scan is made again with this many times the candidates. */
const WIDENING = 8;

export type SearchContext = {
  readonly engine: ScanEngine;
  readonly threads: ThreadPool | null;
  /** Slices a large scan is cut into: the number of threads. */
  readonly slices: number;
  /** Scans of fewer multiply-adds run on the event loop. */
  readonly inlineWorkMax: number;
};

export type RowSearch = {
  readonly rows: ScopeRows;
  /** The scope's partition as it is now; asked again after a scan, for it may have changed. */
  readonly partition: () => Partition | undefined;
  readonly query: Float32Array;
  readonly prefixIndex: number;
  readonly dimensions: number;
  readonly limit: number;
  readonly filter: Filter | null;
  readonly signal: AbortSignal | undefined;
};

/** The nearest rows that are visible when the search ends; a row written during the search is left out of it. */
export async function searchRows(context: SearchContext, search: RowSearch): Promise<readonly Hit[]> {
  const most = Math.max(CANDIDATES_MAX, search.limit);
  let capacity = Math.min(Math.max(CANDIDATES_FACTOR * search.limit, CANDIDATES_MIN), most);
  for (;;) {
    const outcome = await attempt(context, search, capacity);
    if (outcome.certain || capacity >= most) return outcome.hits;
    capacity = Math.min(capacity * WIDENING, most);
  }
}

type Outcome = { readonly hits: readonly Hit[]; readonly certain: boolean };

const NOTHING: Outcome = { hits: [], certain: true };

async function attempt(context: SearchContext, search: RowSearch, capacity: number): Promise<Outcome> {
  const { engine } = context;
  const selection = search.partition()?.select(search.filter);
  if (selection === undefined) return NOTHING;
  const work = selection.count() * search.dimensions;
  const inline = work <= context.inlineWorkMax;
  const threads = !inline && context.threads?.usable() ? context.threads : null;
  const slices = threads === null ? 1 : context.slices;
  const { query, prefixIndex, rows, dimensions, signal } = search;
  const image = ScanImage.write(engine, rows, { query, prefixIndex, selection, capacity, slices });
  if (image === null) return NOTHING;
  const written = rows.watch();
  const run: ScanRun = { image, dimensions, capacity, signal };
  try {
    if (inline) return judge(engine, search, image, scanAtOnce(engine, run), written);
    const pending = threads === null ? scanInSteps(engine, run) : scanInThreads(threads, slices, run);
    return judge(engine, search, image, await pending, written);
  } finally {
    rows.unwatch(written);
    image.release();
  }
}

/** Drops what changed meanwhile, rescores the rest exactly, and tells whether a row left out could belong to the hits. */
function judge(engine: ScanEngine, search: RowSearch, image: ScanImage, result: ScanResult, written: Bitset): Outcome {
  const partition = search.partition();
  if (partition === undefined) return NOTHING;
  const visible = partition.select(search.filter);
  const { rows, prefixIndex, limit } = search;
  const hits: Hit[] = [];
  const places: RowPlace[] = [];
  for (const { ordinal, score } of result.candidates) {
    const chunk = rows.keyAt(ordinal);
    const place = rows.place(ordinal);
    if (place === undefined || written.has(ordinal)) continue;
    if (!visible.has(ordinal) || partition.chunkAt(ordinal) !== chunk) continue;
    places.push(place);
    hits.push({ chunk, score: score * image.factor });
  }
  const cosines = engine.cosines(places, image.exactAt, prefixIndex);
  let error = 0;
  for (let i = 0; i < hits.length; i++) {
    const [chunk, about, cosine] = [hits[i]?.chunk ?? 0, hits[i]?.score ?? 0, cosines[i] ?? 0];
    error = Math.max(error, Math.abs(about - cosine));
    hits[i] = { chunk, score: cosine };
  }
  hits.sort((a, b) => b.score - a.score || a.chunk - b.chunk);
  const last = hits[limit - 1]?.score ?? Number.NEGATIVE_INFINITY;
  // Twice the largest error that the rescored rows show: rows left out are measured with the same rule.
  const certain = result.floor === Number.NEGATIVE_INFINITY || last > result.floor * image.factor + 2 * error;
  return { hits: hits.slice(0, limit), certain };
}
