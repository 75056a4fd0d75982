import type { Principal } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import { isCodedError } from '../../shared/errors.ts';
import type { AnsweredQuery, QueryListener } from '../query/query-listener.ts';
import type { QueryRequest } from '../query/query-request.ts';
import { memberHash } from './distinct-count.ts';
import { popularEntity, popularQuery } from './popular-text.ts';
import type { CountedQuery } from './rollup.ts';
import type { RollupBook } from './rollup-book.ts';

/** A question that asked for the cache alone and found nothing there did not fail. */
const NOT_AN_ERROR = 'QUERY_CACHE_ONLY_MISS';
const CANCELLED = 'REQUEST_CANCELLED';

/** `clock` dates failures; answers carry their own time. */
export type RecorderOptions = {
  readonly book: RollupBook;
  readonly clock: Clock;
  /** Whether texts may be kept: not when history is not. */
  readonly keepTexts: boolean;
};

/** Counts every query into its hour and its day; texts and names by day alone. */
export class AnalyticsRecorder implements QueryListener {
  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  answered(query: AnsweredQuery): void {
    const { book, keepTexts } = this.#options;
    const counted = toCounted(query);
    const day = book.at(query.tenant, 'day', query.timestampMs);
    book.at(query.tenant, 'hour', query.timestampMs)?.addQuery(counted);
    day?.addQuery(counted);
    if (day === null || !keepTexts) return;
    const { key, label } = popularQuery(query.text);
    day.queries.add(key, label);
    for (const name of new Set(query.entities)) {
      const entity = popularEntity(query.collection, name);
      day.entities.add(entity.key, entity.label);
    }
  }

  failed(error: unknown, _request: QueryRequest, { tenant }: Principal): void {
    const code = codeOf(error);
    if (code === NOT_AN_ERROR) return;
    const nowMs = this.#options.clock.now();
    for (const grain of ['hour', 'day'] as const) {
      const rollup = this.#options.book.at(tenant, grain, nowMs);
      if (rollup === null) continue;
      if (code === CANCELLED) rollup.cancelled += 1;
      else rollup.tallies.errors.add(code);
    }
  }
}

function toCounted(query: AnsweredQuery): CountedQuery {
  return {
    userHash: query.userId === null ? null : memberHash(query.userId),
    answered: query.answered,
    cacheHit: query.cacheHit,
    durationMs: query.durationMs,
    confidence: query.confidence,
    pattern: query.patternUsed,
    tool: query.toolUsed,
    backend: query.backend,
  };
}

/** A signal that was aborted without a reason of ours was aborted by whoever asked. */
function codeOf(error: unknown): string {
  if (isCodedError(error)) return error.code;
  return error instanceof Error && error.name === 'AbortError' ? CANCELLED : 'SERVER_INTERNAL';
}
