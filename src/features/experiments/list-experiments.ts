import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import type { ExperimentService } from './experiment-service.ts';
import { experimentItemSchema, toItem } from './wire-experiment.ts';

const cursors = cursorCodec('experiments', z.strictObject({ rank: z.number(), itemId: z.string() }));

/** `GET /api/experiments`: newest first. */
export function listExperimentsRoute(service: ExperimentService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/experiments',
    operationId: 'listExperiments',
    summary: 'List experiments',
    query: z.strictObject(pageFields),
    answers: {
      200: z.object({ experiments: z.array(experimentItemSchema), count: z.int(), next_cursor: nextCursorField }),
    },
    async handler({ query, principal }) {
      const after = cursors.decode(query.cursor);
      const options = { search: null, tags: [], limit: query.limit + 1, after };
      const { page, last } = cutPage(await service.list(principal.tenant, options), query.limit);
      return {
        experiments: page.map(toItem),
        count: page.length,
        next_cursor: last === null ? null : cursors.encode({ rank: last.rank, itemId: last.itemId }),
      };
    },
  });
}
