import type { PastQueries } from '../../core/query/past-queries.ts';
import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import type { HistoryFilter } from '../../ports/history-store.ts';
import { isCodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { ExportFormat } from './formats.ts';

/** Summaries read at once: a few hundred KiB. */
const PAGE_QUERIES = 200;
/** Answers read before everything else on the event loop has its turn: a few milliseconds. */
const ANSWERS_A_TURN = 16;
const DELETED = 'This query was deleted while the file was written.';

/** A query of the file: `named` says that the caller asked for it by its id, so that it may not be passed over in silence. */
export type Wanted = { readonly queryId: string; readonly named: boolean };

/** The ids as they were asked for, each once. */
export function* wantedIds(ids: Iterable<string>): Iterable<Wanted> {
  for (const queryId of new Set(ids)) yield { queryId, named: true };
}

/** Ids of all past queries the filter names, newest first, a page at a time. Queries asked meanwhile are not among them. */
export async function* matchingIds(past: PastQueries, tenant: string, filter: HistoryFilter): AsyncIterable<Wanted> {
  let after: { readonly timestampMs: number; readonly queryId: string } | null = null;
  // Ends: every page begins behind the last one, and history is bounded.
  for (;;) {
    const page = await past.list(tenant, filter, { limit: PAGE_QUERIES, after });
    for (const { queryId } of page) yield { queryId, named: false };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_QUERIES) return;
    after = { timestampMs: last.timestampMs, queryId: last.queryId };
  }
}

export type Writing = {
  readonly past: PastQueries;
  readonly tenant: string;
  readonly format: ExportFormat;
  readonly signal: AbortSignal;
  readonly scheduler: Scheduler;
};

/**
 * The pieces of a file, one answer each; the next answer is read when the last one was taken. A query that went meanwhile is named where
 * it was asked for by its id. Throws the signal's reason once it is aborted.
 */
export async function* fileOf(
  wanted: Iterable<Wanted> | AsyncIterable<Wanted>,
  { past, tenant, format, signal, scheduler }: Writing,
): AsyncGenerator<string> {
  let entries = 0;
  for await (const { queryId, named } of wanted) {
    signal.throwIfAborted();
    const answer = await findAnswer(past, tenant, queryId);
    if (answer === null && !named) continue;
    // The head leaves with the first entry: what fails before that can still be answered with a problem.
    const before = entries === 0 ? format.head : format.between;
    yield before + (answer === null ? format.notice(queryId, DELETED) : format.entry(answer));
    entries++;
    if (entries % ANSWERS_A_TURN === 0) await scheduler.yieldToLoop();
  }
  yield entries === 0 ? format.empty : format.tail;
}

/** Indexes of the ids that nobody has, up to `unknownMax` of them. */
export async function unknownIds(
  ids: readonly string[],
  { past, tenant, signal, scheduler, unknownMax }: Omit<Writing, 'format'> & { readonly unknownMax: number },
): Promise<readonly number[]> {
  const unknown: number[] = [];
  for (const [index, id] of ids.entries()) {
    signal.throwIfAborted();
    if ((await findAnswer(past, tenant, id)) === null) unknown.push(index);
    if (unknown.length === unknownMax) break;
    if (index % ANSWERS_A_TURN === 0) await scheduler.yieldToLoop();
  }
  return unknown;
}

async function findAnswer(past: PastQueries, tenant: string, queryId: string): Promise<RestoredAnswer | null> {
  try {
    return await past.answer(tenant, queryId);
  } catch (error) {
    if (isCodedError(error) && error.code === 'QUERY_NOT_FOUND') return null;
    throw error;
  }
}
