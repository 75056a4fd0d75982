import { Dictionary } from '../../core/enhance/dictionary.ts';
import { EnhanceService } from '../../core/enhance/enhance-service.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import type { QueryPorts } from '../../core/query/stage.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import { deleteAbbreviationRoute } from './delete-abbreviation.ts';
import { enhanceQueryRoute } from './enhance-query.ts';
import { listDictionaryRoute } from './list-dictionary.ts';
import { putAbbreviationRoute } from './put-abbreviation.ts';

export type EnhanceFeaturePorts = {
  readonly queries: QueryService;
  readonly queryPorts: QueryPorts;
  readonly saved: SavedStore;
};

/** Questions made better to find, and the tenant's own abbreviations. */
export function enhanceFeature({ queries, queryPorts, saved }: EnhanceFeaturePorts): Feature {
  const dictionary = new Dictionary(saved, queryPorts.clock);
  const service = new EnhanceService({ ...queryPorts, queries, dictionary });
  return {
    name: 'enhance',
    description: 'Questions made better to find: spelling, abbreviations, context, and a dictionary of your own.',
    routes: [
      enhanceQueryRoute(service),
      listDictionaryRoute(dictionary),
      putAbbreviationRoute(dictionary),
      deleteAbbreviationRoute(dictionary),
    ],
  };
}
