import { createMemoryEventBus } from '../../src/adapters/memory/memory-event-bus.ts';
import { createRedisEventBus } from '../../src/adapters/redis/redis-event-bus.ts';
import type { RoomMember } from '../../src/core/collaboration/room-member.ts';
import type { RoomMessage } from '../../src/core/collaboration/room-message.ts';
import { Rooms } from '../../src/core/collaboration/rooms.ts';
import { queryRequest } from '../../src/core/query/query-request.ts';
import type { EventBus } from '../../src/ports/event-bus.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { percentile } from '../../test/support/percentiles.ts';
import { ACME, testAnswer } from '../../test/support/room-world.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { REDIS_URL, startRedis } from '../../test/support/services/redis-server.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

const SEED = 11;
const MEMBERS = 50;
const EVENTS = 1_000;
const RECONNECTIONS = 2;
/** Events a member misses at most while it is away. */
const AWAY_EVENTS_MAX = 30;
/** Askers at once. */
const AT_ONCE = 8;
/** Milliseconds after the last question in which everything must have been told. */
const HEARD_MS_MAX = 20_000;
const TIME = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
const RETENTION = { eventsMax: 1_000, bytesMax: 2 * 1024 * 1024, ageMsMax: 3_600_000 };

/** A room of 50 members who each reconnect twice during 1,000 results: whether all see one order and lose nothing, and how fast. */
export const suite: BenchSuite = { name: 'rooms', run };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const events = quick ? EVENTS / 5 : EVENTS;
  const memory = createMemoryEventBus({ ...TIME, retention: RETENTION, topicsMax: 100, bytesMax: 64 * 1024 * 1024 });
  const rows = await measure('memory', [memory], events);
  const own = REDIS_URL === undefined ? await startRedis() : null;
  const url = own?.url ?? REDIS_URL ?? '';
  try {
    const open = () => createRedisEventBus({ ...TIME, url, retention: RETENTION });
    rows.push(...(await measure('Redis, two ends of it', [open(), open()], events)));
  } finally {
    await own?.kill();
  }
  return rows;
}

async function measure(name: string, buses: readonly EventBus[], events: number): Promise<BenchRow[]> {
  const sentAtMs = new Map<string, number>();
  const tookMs: number[] = [];
  const all = buses.map((bus) => roomsOn(bus));
  const members = Array.from({ length: MEMBERS }, (_, i) => {
    const rooms = all[i % all.length];
    if (rooms === undefined) throw new Error('there is no bus');
    return new Follower(rooms, `member ${i}`, (query) => tookMs.push(performance.now() - (sentAtMs.get(query) ?? 0)));
  });
  const session = `bench-${process.pid}-${Math.round(performance.now())}`;
  for (const member of members) await member.connect(session);
  const random = seededRandom(SEED);
  const plan = members.flatMap((member) => plannedAbsences(member, events, random));
  const startedMs = performance.now();
  for (let i = 0; i < events; i += AT_ONCE) {
    for (const { member, at, back } of plan) {
      if (at >= i && at < i + AT_ONCE) member.disconnect();
      if (back >= i && back < i + AT_ONCE) void member.connect(session);
    }
    const askers = members.filter((member) => member.connected);
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, events - i) }, async (_, k) => {
        const text = `question ${i + k}`;
        sentAtMs.set(text, performance.now());
        await askers[Math.floor(random() * askers.length)]?.ask(text);
      }),
    );
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  for (const member of members) await member.connect(session);
  // What has not come by then is lost, and the verdict says so.
  await Promise.race([Promise.all(members.map((member) => member.heard(events))), systemScheduler.sleep(HEARD_MS_MAX)]);
  const rows = verdict(name, members, events);
  for (const member of members) member.disconnect();
  for (const rooms of all) await rooms.stop();
  for (const bus of buses) await bus.close();
  return [
    {
      name: `${name}: from asked to told, of ${tookMs.length.toLocaleString('en-US')} tellings`,
      unit: 'ms',
      value: percentile(tookMs, 0.5),
      p50: percentile(tookMs, 0.5),
      p95: percentile(tookMs, 0.95),
      p99: percentile(tookMs, 0.99),
      note: 'what was missed while away counts from when it was asked',
    },
    {
      name: `${name}: results told to all`,
      unit: '/s',
      value: events / seconds,
      note: `${MEMBERS} members, ${events} results`,
    },
    ...rows,
  ];
}

/** Compares what the members saw: results in one order, none missing, none twice. */
function verdict(name: string, members: readonly Follower[], events: number): BenchRow[] {
  const first = members[0]?.results ?? [];
  const orders = new Set(members.map(({ results }) => results.join('\n')));
  const lost = members.reduce((sum, { results }) => sum + events - new Set(results).size, 0);
  const repeated = members.reduce((sum, { results }) => sum + results.length - new Set(results).size, 0);
  const reconnections = members.reduce((sum, { connections }) => sum + connections - 1, 0);
  return [
    {
      name: `${name}: orders seen by ${MEMBERS} members`,
      unit: '',
      value: orders.size,
      note: `${first.length} results each`,
    },
    { name: `${name}: results lost, over ${reconnections} reconnections`, unit: '', value: lost },
    { name: `${name}: results told twice`, unit: '', value: repeated },
  ];
}

function roomsOn(bus: EventBus): Rooms {
  const rooms = new Rooms({
    ...{ ...TIME, bus },
    ask: async ({ text }) => testAnswer(text, { response: 'An answer of the usual length. '.repeat(12) }),
    truth: { origin: 'bench', isVisible: () => true },
  });
  rooms.start();
  return rooms;
}

type Absence = { readonly member: Follower; readonly at: number; readonly back: number };

function plannedAbsences(member: Follower, events: number, random: () => number): readonly Absence[] {
  const share = events / RECONNECTIONS;
  return Array.from({ length: RECONNECTIONS }, (_, i) => {
    const at = Math.floor(share * i + random() * (share - AWAY_EVENTS_MAX - AT_ONCE));
    return { member, at, back: at + AT_ONCE + Math.floor(random() * AWAY_EVENTS_MAX) };
  });
}

/** A client that remembers what it saw and comes back with it. */
class Follower {
  readonly results: string[] = [];
  connections = 0;
  readonly #rooms: Rooms;
  readonly #user: string;
  readonly #told: (query: string) => void;
  #seq: number | null = null;
  #resume: string | null = null;
  #member: RoomMember | null = null;
  #line: AbortController | null = null;
  #waiting: (() => void) | null = null;

  constructor(rooms: Rooms, user: string, told: (query: string) => void) {
    this.#rooms = rooms;
    this.#user = user;
    this.#told = told;
  }

  get connected(): boolean {
    return this.#member !== null;
  }

  async connect(sessionId: string): Promise<void> {
    if (this.#line !== null) return;
    const line = new AbortController();
    this.#line = line;
    this.connections++;
    this.#member = await this.#rooms.comeIn({
      principal: ACME,
      ...{ sessionId, user: this.#user, afterSeq: this.#seq, resume: this.#resume, signal: line.signal },
      sink: {
        send: (message) => {
          if (!line.signal.aborted) this.#take(message);
          return true;
        },
        drained: () => Promise.resolve(),
        part: (reason) => {
          throw new Error(`${this.#user} was let go: ${reason}`);
        },
        fail: (error) => {
          throw error;
        },
      },
    });
  }

  disconnect(): void {
    this.#line?.abort();
    this.#line = null;
    this.#member = null;
  }

  async ask(text: string): Promise<void> {
    await this.#member?.ask(queryRequest(text), { clientId: null, signal: new AbortController().signal });
  }

  heard(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = () => {
        if (this.results.length >= count) resolve();
      };
      this.#waiting();
    });
  }

  #take(message: RoomMessage): void {
    if (message.kind === 'truncated') throw new Error(`${this.#user} was told of a gap: ${message.reason}`);
    if (message.kind === 'welcome') this.#resume = message.resume;
    if (message.kind === 'history') return;
    if (this.#seq !== null && message.seq < this.#seq) throw new Error(`${message.seq} came after ${this.#seq}`);
    this.#seq = message.seq;
    if (message.kind !== 'event' || message.event.type !== 'query_result') return;
    this.results.push(message.event.query);
    this.#told(message.event.query);
    this.#waiting?.();
  }
}
