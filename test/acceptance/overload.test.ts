import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { openSocket } from '../support/socket-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const QUESTION = 'Who built the Ada Lamp?';
const LAMP = { title: 'The Ada Lamp', text: 'The Ada Lamp was built by Ada Quill in 1850. It burns whale oil.' };

const times = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));

/** Different questions, none of them from the cache. */
const ask = (api: Api, index: number) => api('POST', '/api/query', { text: `${QUESTION} ${index}`, cache: 'bypass' });

async function open(env: Readonly<Record<string, string>>): Promise<{ server: RunningServer; api: Api }> {
  const server = await startServer({ env: { PREFETCH: 'off', ...env } });
  return { server, api: apiClient(server.url) };
}

describe('a server with nothing to do', () => {
  let world: Awaited<ReturnType<typeof open>>;

  beforeAll(async () => {
    world = await open({});
  });

  afterAll(() => world.server.stop());

  it('takes 32 callers at once that wait until their documents are searchable', async () => {
    const answers = await Promise.all(
      times(32, (i) => world.api('POST', '/api/documents?wait=indexed', { id: `lamp-${i}`, ...LAMP })),
    );
    expect(answers.map(({ status }) => status)).toEqual(times(32, () => 200));
  });

  it('answers a burst of 64 questions', async () => {
    const answers = await Promise.all(times(64, (i) => ask(world.api, i)));
    expect(answers.map(({ status }) => status)).toEqual(times(64, () => 200));
    const { body } = await world.api('GET', '/metrics');
    expect(String(body)).not.toMatch(/queryloom_shed_total\{[^}]*\} [1-9]/);
    expect(String(body)).toMatch(/queryloom_in_flight_limit\{class="query"\} \d+/);
  });
});

describe('a server with four places', () => {
  let world: Awaited<ReturnType<typeof open>>;

  beforeAll(async () => {
    world = await open({ IN_FLIGHT_MAX: '4' });
    expect((await world.api('POST', '/api/documents?wait=indexed', { id: 'lamp', ...LAMP })).status).toBe(200);
  });

  afterAll(() => world.server.stop());

  it('refuses while they are taken, and says when to come again', async () => {
    const queries = times(64, (i) => ({ text: `${QUESTION} ${i}`, pattern: 'fused', cache: 'bypass' }));
    const batches = Promise.all(times(4, () => world.api('POST', '/api/query/batch', { queries })));
    const answers = await Promise.all(times(20, (i) => ask(world.api, i)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers, body } of refused) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
      expect(body).toMatchObject({ code: 'SERVER_OVERLOADED', retry_after: 1 });
    }
    expect((await world.api('GET', '/ready')).status).toBe(200);
    await batches;
    expect((await ask(world.api, 0)).status).toBe(200);
  });

  it('answers all that is asked at once over 50 sockets, one after the other', async () => {
    const endings = await Promise.all(
      times(50, async () => {
        const client = await openSocket(`${world.server.url}/ws/query-stream`);
        const ids = times(4, String);
        for (const id of ids) client.send({ id, text: `${QUESTION} ${id}`, pattern: 'bare', cache: 'bypass' });
        const types: unknown[] = [];
        while (types.length < ids.length) {
          const { chunk_type: type } = await client.next();
          if (type === 'complete' || type === 'error') types.push(type);
        }
        await client.close();
        return types;
      }),
    );
    expect(endings.flat()).toEqual(times(200, () => 'complete'));
  });
});
