import { bookmarksFeature } from '../../src/features/bookmarks/routes.ts';
import { chainsFeature } from '../../src/features/chains/routes.ts';
import { compareFeature } from '../../src/features/compare/routes.ts';
import { debugFeature } from '../../src/features/debug/routes.ts';
import { enhanceFeature } from '../../src/features/enhance/routes.ts';
import { exportFeature } from '../../src/features/export/routes.ts';
import { historyFeature } from '../../src/features/history/routes.ts';
import { predictionFeature } from '../../src/features/prediction/routes.ts';
import { queryFeature } from '../../src/features/query/routes.ts';
import { suggestionsFeature } from '../../src/features/suggestions/routes.ts';
import { templatesFeature } from '../../src/features/templates/routes.ts';
import { validateFeature } from '../../src/features/validate/routes.ts';
import type { QueryWorld } from './query-world.ts';
import { testApp } from './test-app.ts';

/** The operations around questions over a world, every answer checked against its schema; the header `x-tenant` says who asks. */
export async function queryApp(world: QueryWorld) {
  const saving = { ...world.ports, queries: world.queries, saved: world.saved };
  const { app, lines } = await testApp({
    features: [
      queryFeature(world.queries),
      validateFeature(),
      historyFeature(world.past),
      exportFeature({ ...world.ports, past: world.past }),
      compareFeature(world.past),
      enhanceFeature({ ...saving, queryPorts: world.ports }),
      templatesFeature(saving),
      bookmarksFeature(saving),
      chainsFeature({ ...saving, timeoutMs: 10_000 }),
      predictionFeature(world.next),
      suggestionsFeature({ ...saving, queryPorts: world.ports, learned: world.learned, next: world.next }),
      debugFeature({ past: world.past, ports: world.ports, recent: world.recentTraces }),
    ],
    principal: (request) => ({
      tenant: String(request.headers['x-tenant'] ?? 'default'),
      tier: 'local',
      scopes: ['read', 'write'],
      userId: null,
    }),
  });
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, headers = {}) => {
    const response = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
    const isJson = response.headers['content-type']?.toString().includes('json') === true;
    return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : response.body };
  };
  /** Asks, and waits until the answer is remembered. */
  const ask = async (text: string, fields: object = {}) => {
    const { body } = await call('POST', '/api/query', { text, ...fields });
    await world.queries.settled();
    return body;
  };
  return { app, call, ask, lines };
}
