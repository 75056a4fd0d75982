import { CodedError } from '../../../shared/errors.ts';
import type { CacheLookup } from '../../cache/answer-cache.ts';
import { answerKey } from '../../cache/answer-key.ts';
import type { ScopeKey } from '../../cache/scope-lru.ts';
import { scopeVersion } from '../keep-answer.ts';
import type { CacheVerdict, QueryState } from '../query-state.ts';
import type { QueryPorts, Stage, StageResult } from '../stage.ts';

/** Why a walk goes on, for metrics and for people. */
const MISSES = {
  off: 'this server keeps no answer cache',
  absent: 'no answer to this question is cached',
  outdated: 'documents changed since this question was answered',
  bypass: 'the request asked to bypass the cache',
  refresh: 'the request asked to refresh the cache',
} as const;

/** An answer to the same question over the same documents, and the walk ends; or the reason why it goes on. */
export const cache: Stage = {
  name: 'cache',
  optional: false,
  run(state, { ports }) {
    const { request, scope, pattern } = state;
    if (request.cache === 'bypass') return miss('bypass');
    const cacheKey = {
      scope,
      version: scopeVersion(ports.catalogue, scope),
      key: answerKey(request, pattern.name),
    };
    if (request.cache === 'refresh') return miss('refresh', cacheKey);
    const found = lookUp(ports, state, cacheKey);
    if (found.result === 'hit') return hit(found, cacheKey);
    if (request.cache === 'only') throw onlyMissed();
    return miss(found.result, cacheKey);
  },
};

/** What is asked ahead of time finds an answer without counting as a question. */
function lookUp({ answers }: QueryPorts, { request }: QueryState, key: ScopeKey): CacheLookup {
  return request.purpose === 'prefetch' ? answers.peek(key) : answers.find(key);
}

function hit({ answer, ageMs, prefetched }: Extract<CacheLookup, { result: 'hit' }>, cacheKey: ScopeKey): StageResult {
  const reason = prefetched
    ? 'the question was expected, and answered over the same documents before it was asked'
    : 'the same question was answered over the same documents';
  const verdict: CacheVerdict = { result: 'exact', matchedQuery: answer.queryText, ageMs, reason };
  const cause = prefetched ? 'prefetched' : 'exact';
  return { adds: { cache: verdict, cached: answer, cacheKey }, detail: { result: 'exact', cause, age_ms: ageMs } };
}

function miss(cause: keyof typeof MISSES, cacheKey?: ScopeKey): StageResult {
  const reason = MISSES[cause];
  const verdict: CacheVerdict = { result: 'miss', matchedQuery: null, ageMs: null, reason };
  const adds = cacheKey === undefined ? { cache: verdict } : { cache: verdict, cacheKey };
  return { adds, detail: { result: 'miss', cause, reason } };
}

function onlyMissed(): CodedError {
  return new CodedError(
    'QUERY_CACHE_ONLY_MISS',
    'No answer to this question is cached; send "cache": "use" to have it computed.',
  );
}
