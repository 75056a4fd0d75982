import type { QueryService } from '../../src/core/query/query-service.ts';
import { queryStreamSocket } from '../../src/features/query/query-stream.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { testApp } from './test-app.ts';

/** The query stream over a service of the test's own, listening; `x-tenant` says who asks. */
export async function queryStreamApp(queries: Pick<QueryService, 'run'>) {
  const clock = manualClock();
  const { app, lines } = await testApp({
    features: [{ name: 'query', description: 'Streams.', routes: [], sockets: [queryStreamSocket(queries)] }],
    services: { clock },
    principal: (request) => ({
      tenant: String(request.headers['x-tenant'] ?? 'default'),
      tier: 'local',
      scopes: ['read', 'write'],
      userId: null,
    }),
  });
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/ws/query-stream`;
  return { app, lines, clock, url };
}
