import { createMemoryEventBus } from '../../src/adapters/memory/memory-event-bus.ts';
import type { RoomMember } from '../../src/core/collaboration/room-member.ts';
import type { PartingReason, RoomMessage, RoomSink } from '../../src/core/collaboration/room-message.ts';
import { type ComeIn, Rooms } from '../../src/core/collaboration/rooms.ts';
import type { QueryAnswer } from '../../src/core/query/query-answer.ts';
import { type QueryRequest, queryRequest } from '../../src/core/query/query-request.ts';
import type { EventBus } from '../../src/ports/event-bus.ts';
import type { Principal } from '../../src/ports/scope.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/ids.ts';
import { manualScheduler } from '../../src/shared/scheduler.ts';

export const ACME: Principal = { tenant: 'acme', tier: 'local', scopes: ['read', 'write'], userId: null };

/** A room's member as a test sees it: everything it was told, and why it was let go. */
export type TestMember = {
  readonly member: RoomMember;
  ask(text: string, clientId?: string): Promise<void>;
  readonly told: RoomMessage[];
  readonly parted: PartingReason[];
  readonly failed: unknown[];
  /** Type, number and author of each message, short. */
  lines(): readonly string[];
  leave(): Promise<void>;
};

/** Lets everything that is ready happen: promises, and watchers that wait for their turn. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** One or more processes' rooms on one bus, with time in the test's hand; questions are answered with their own text. */
export function roomWorld(
  options: { readonly bus?: EventBus; readonly ask?: (request: QueryRequest) => Promise<QueryAnswer> } = {},
) {
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const scheduler = manualScheduler();
  const retention = { eventsMax: 500, bytesMax: 5_000_000, ageMsMax: 3_600_000 };
  const bus =
    options.bus ??
    createMemoryEventBus({ clock, random: systemRandom, retention, topicsMax: 5_000, bytesMax: 50_000_000 });
  /** Chunks whose documents are gone. */
  const hidden = new Set<number>();
  const asked: { readonly request: QueryRequest; readonly principal: Principal }[] = [];
  const openRooms = () => {
    const rooms = new Rooms({
      bus,
      clock,
      scheduler,
      random: systemRandom,
      truth: { origin: 'here', isVisible: (_scope, chunk) => !hidden.has(chunk) },
      ask: (request, principal) => {
        asked.push({ request, principal });
        return options.ask?.(request) ?? Promise.resolve(testAnswer(request.text));
      },
    });
    rooms.start();
    return rooms;
  };
  const rooms = openRooms();
  return {
    bus,
    clock,
    scheduler,
    rooms,
    asked,
    hidden,
    openRooms,
    pass: async (ms: number) => {
      clock.advance(ms);
      scheduler.advance(ms);
      await settle();
    },
    comeIn: (
      user: string,
      wish: Partial<ComeIn> & { readonly rooms?: Rooms; readonly behind?: () => Promise<void> } = {},
    ) => {
      // Nobody comes in at the same millisecond: lists of members are in the order they came.
      clock.advance(1);
      return comeIn(wish.rooms ?? rooms, user, wish);
    },
  };
}

async function comeIn(
  rooms: Rooms,
  user: string,
  wish: Partial<ComeIn> & { readonly behind?: () => Promise<void> },
): Promise<TestMember> {
  const told: RoomMessage[] = [];
  const parted: PartingReason[] = [];
  const failed: unknown[] = [];
  const gone = new AbortController();
  const sink: RoomSink = {
    send(message) {
      told.push(message);
      return wish.behind === undefined;
    },
    drained: () => wish.behind?.() ?? Promise.resolve(),
    part(reason) {
      parted.push(reason);
      gone.abort();
    },
    fail: (error) => failed.push(error),
  };
  const member = await rooms.comeIn({
    principal: ACME,
    sessionId: 's',
    user,
    afterSeq: null,
    resume: null,
    sink,
    signal: gone.signal,
    ...wish,
  });
  await settle();
  return {
    member,
    ask: (text, clientId) => member.ask(queryRequest(text), { clientId: clientId ?? null, signal: gone.signal }),
    told,
    parted,
    failed,
    lines: () => told.map(lineOf),
    async leave() {
      gone.abort();
      await settle();
    },
  };
}

/** What a member was given to come back with. */
export function resumeOf({ told }: TestMember): string {
  const welcome = told.find((message) => message.kind === 'welcome');
  return welcome?.kind === 'welcome' ? welcome.resume : '';
}

function lineOf(message: RoomMessage): string {
  if (message.kind === 'event') return `${message.seq} ${message.event.type} ${message.event.user}`;
  if (message.kind === 'presence' || message.kind === 'welcome')
    return `${message.seq} ${message.kind} ${message.members.map(({ user }) => user).join(',')}`;
  if (message.kind === 'truncated') return `${message.seq} truncated ${message.reason} after ${message.afterSeq}`;
  return `${message.seq} history ${message.results.map(({ event }) => event.query).join(',')}`;
}

/** An answer with the fields a room tells, to a question with this text. */
export function testAnswer(text: string, change: Partial<QueryAnswer> = {}): QueryAnswer {
  return {
    queryId: `q_${text}`,
    queryText: text,
    collection: 'default',
    response: `answer to ${text}`,
    answered: true,
    confidence: 0.5,
    toolUsed: 'answer',
    toolReason: '',
    patternUsed: 'fast',
    durationMs: 1,
    timestampMs: 0,
    cache: { result: 'miss', matchedQuery: null, ageMs: null, reason: '' },
    routing: {
      backend: 'hybrid',
      queryType: '',
      strategy: 'rules',
      execution: 'parallel',
      reason: '',
      alternatives: [],
    },
    sources: [],
    citations: [],
    enhancements: [],
    embeddingScales: [],
    degraded: [],
    insights: null,
    followUps: [],
    relatedQueries: [],
    trace: { durationMs: 1, spans: [], startedAtMs: 0 },
    ...change,
  };
}
