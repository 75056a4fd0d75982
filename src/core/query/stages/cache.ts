import { CodedError } from '../../../shared/errors.ts';
import type { Stage } from '../stage.ts';

/** No answer cache is in this build: every walk goes on, and says so. `only` has nothing to answer from. */
export const cache: Stage = {
  name: 'cache',
  optional: false,
  run({ request }) {
    if (request.cache === 'only')
      throw new CodedError(
        'QUERY_CACHE_ONLY_MISS',
        'No answer to this question is cached; send "cache": "use" to have it computed.',
      );
    const reason =
      request.cache === 'use' ? 'this server keeps no answer cache' : `the request asked to ${request.cache} the cache`;
    return {
      adds: { cache: { result: 'miss', matchedQuery: null, ageMs: null, reason } },
      detail: { result: 'miss', reason },
    };
  },
};
