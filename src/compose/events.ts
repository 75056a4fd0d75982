import { createMemoryEventBus } from '../adapters/memory/memory-event-bus.ts';
import { createRedisEventBus } from '../adapters/redis/redis-event-bus.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { systemClock } from '../shared/clock.ts';
import { systemRandom } from '../shared/ids.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';

/** A room's past: what a team asked within a day, and no more than a page of it can show. */
const RETENTION = { eventsMax: 1_000, bytesMax: 2 * 1024 * 1024, ageMsMax: 24 * 3_600_000 };
/** In memory alone; Redis has its own limit, `maxmemory`. */
const TOPICS_MAX = 10_000;
const BYTES_MAX = 128 * 1024 * 1024;

/** The event bus of the configuration: on Redis when there is one, else of this process alone. */
export function openEventBus(redisUrl: string | null, log: BackgroundLog): EventBus {
  const time = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
  if (redisUrl === null)
    return createMemoryEventBus({ ...time, retention: RETENTION, topicsMax: TOPICS_MAX, bytesMax: BYTES_MAX });
  return createRedisEventBus({
    ...time,
    url: redisUrl,
    retention: RETENTION,
    onChange: ({ reachable, server, reason }) => {
      const message = reachable ? 'the event bus is back' : 'the event bus cannot be reached; rooms wait for it';
      log.warn({ component: 'events', redis: server, ...(reachable ? {} : { reason }) }, message);
    },
  });
}

/** The bus as `/health` asks it. Not hard: without it rooms stand still, and everything else answers. */
export function eventBusCheck(events: EventBus) {
  return { name: 'event_bus', hard: false, check: (signal: AbortSignal) => events.check(signal) };
}
