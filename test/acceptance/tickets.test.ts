import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../support/api.ts';
import { NO_REDIS, REDIS_URL } from '../support/services/redis-server.ts';
import { openSocket } from '../support/socket-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const STREAM = '/ws/query-stream';
/** The same in both processes: the one key that both know without sharing records. */
const ADMIN_KEY = 'admin-of-two-processes-0123456789-abcdef';

describe.skipIf(REDIS_URL === undefined)(`a ticket with two processes on one Redis (${NO_REDIS})`, () => {
  let servers: readonly RunningServer[];

  beforeAll(async () => {
    const pepper = 'a pepper that two processes share, of 32 characters and more';
    const env = { AUTH: 'on', ADMIN_KEY, KEY_PEPPER: pepper, REDIS_URL: REDIS_URL ?? '' };
    servers = await Promise.all([startServer({ env }), startServer({ env })]);
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  it('of one opens a socket of the other, once in both', async () => {
    const [here, there] = servers.map(({ url }) => url);
    const asAdmin = { 'x-api-key': ADMIN_KEY };
    const { ticket } = (await apiClient(here ?? '')('POST', '/api/tickets', undefined, asAdmin)).body;
    const socket = await openSocket(`${there}${STREAM}?ticket=${ticket}`);
    await socket.close();
    for (const url of [here, there]) {
      await expect(openSocket(`${url}${STREAM}?ticket=${ticket}`)).rejects.toThrow('401');
    }
  });
});
