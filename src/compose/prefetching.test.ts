import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../test/support/query-world.ts';
import { prometheusTelemetry } from '../adapters/prometheus/prometheus-telemetry.ts';
import { BackgroundLog } from './background-log.ts';
import { type PrefetchingParts, startPrefetching } from './prefetching.ts';

const FIRST = 'Who built Bell Rock?';
const SECOND = 'How high is the tower of Fastnet Rock?';
const LATER = { interval: 20, timeout: 20_000 };
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld(undefined, { ANSWER_CACHE_MB: '8', PREFETCH: 'off' });
});

afterAll(() => world.close());

function start(change: Partial<PrefetchingParts> = {}) {
  const telemetry = prometheusTelemetry({ version: '0', processMetrics: false });
  const settings = { prefetch: true, history: true };
  const openGauge = () => ({ eventLoopLagMs: () => 0, close: () => undefined });
  const { queries, ports, next } = world;
  const parts = { queries, ports, next, telemetry, log: new BackgroundLog(), settings, openGauge, ...change };
  return { telemetry, prefetching: startPrefetching(parts) };
}

async function session(id: string, ...texts: readonly string[]) {
  for (const text of texts) await world.ask(text, { sessionId: id });
  await world.queries.settled();
}

describe('startPrefetching', () => {
  it('has the answer there before the question comes, and leaves no other trace', async () => {
    for (const id of ['1', '2', '3', '4', '5']) await session(id, FIRST, SECOND);
    await world.add([{ id: 'new', text: 'A new document ends what is cached.' }]);
    const { telemetry, prefetching } = start();
    await session('now', FIRST);
    await expect.poll(() => world.ports.answers.statistics.probation.entries, LATER).toBeGreaterThan(0);
    const asked = await world.ask(SECOND, { sessionId: 'now' });
    expect(asked.cache).toMatchObject({ result: 'exact', reason: expect.stringContaining('expected') });
    await world.queries.settled();
    const known = world.learned.book({ tenant: 'default', collection: 'default' })?.find(SECOND);
    expect(known?.count).toBe(6);
    expect((await telemetry.scrape()).text).toMatch(/queryloom_prefetches_total\{outcome="stored"\} [1-9]/);
    await prefetching.stop();
  });

  it.each([{ settings: { prefetch: false, history: true } }, { settings: { prefetch: true, history: false } }])(
    'does not even look at the event loop with %j',
    async (change) => {
      const openGauge = () => {
        throw new Error('not wanted');
      };
      const { prefetching } = start({ ...change, openGauge });
      expect(prefetching.historyListeners).toEqual([]);
      await prefetching.stop();
    },
  );
});
