import type { Catalogue } from '../../ports/catalogue.ts';
import type { Scope } from '../../ports/scope.ts';
import type { QueryAnswer } from './query-answer.ts';
import type { QueryState } from './query-state.ts';
import type { QueryPorts } from './stage.ts';

/** Version of a scope that holds nothing: below that of every partition. */
const EMPTY_VERSION = -1;

/** What rises with every change of the scope's visible documents. */
export function scopeVersion(catalogue: Catalogue, scope: Scope): number {
  return catalogue.find(scope)?.version ?? EMPTY_VERSION;
}

/**
 * Puts an answer that was computed into the cache, unless the request asked not to, a part of the walk was left out, or a document
 * changed on the way: then nobody could say which documents it is an answer over.
 */
export function keepAnswer({ answers, catalogue }: QueryPorts, state: QueryState, answer: QueryAnswer): void {
  const { cacheKey, cached, request } = state;
  if (cacheKey === undefined || cached !== undefined || answer.degraded.length > 0) return;
  if (scopeVersion(catalogue, state.scope) !== cacheKey.version) return;
  const {
    queryId: _id,
    durationMs: _duration,
    timestampMs: _timestamp,
    cache: _verdict,
    trace: _trace,
    ...kept
  } = answer;
  answers.store(cacheKey, kept, { ahead: request.purpose === 'prefetch' });
}
