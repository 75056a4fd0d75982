import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type BusEvent,
  type BusLease,
  type BusPosition,
  type BusWatcher,
  EVENT_BYTES_MAX,
  type EventBus,
} from '../../src/ports/event-bus.ts';
import { newId } from '../../src/shared/ids.ts';

/** Retention every bed makes its bus with; small, so that its ends can be reached. */
export const CONTRACT_RETENTION = { eventsMax: 50, bytesMax: 150_000, ageMsMax: 60_000 };

export type EventBusBed = {
  readonly bus: EventBus;
  /** A second door to the same streams: another process, or the same bus where there is only one. */
  readonly other: EventBus;
  /** Lets the time of the bus pass; at least `ms`. */
  pass(ms: number): Promise<void>;
  /** Lets everything longer than the retention's age pass for a topic; null where a test cannot wait for it. */
  readonly age: ((topic: string) => Promise<void>) | null;
  close(): Promise<void>;
};

/** Everything a watcher was told, and waiting for more of it. */
export function recordingWatcher() {
  const told: string[] = [];
  const events: BusEvent[] = [];
  const numbers: number[] = [];
  const waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];
  const note = (what: string, seq: number): void => {
    told.push(what);
    numbers.push(seq);
    for (const waiter of waiting.splice(0)) waiter.done() ? waiter.resolve() : waiting.push(waiter);
  };
  const watcher: BusWatcher = {
    event(event) {
      events.push(event);
      note(event.body, event.seq);
    },
    roster: ({ seq, values }) => note(`roster ${[...values].sort().join(',')}`, seq),
    gap: (gap, position) => note(`gap ${gap}`, position.seq),
  };
  const until = (done: () => boolean): Promise<void> =>
    done() ? Promise.resolve() : new Promise((resolve) => waiting.push({ done, resolve }));
  return { watcher, told, events, numbers, until, count: (n: number) => until(() => told.length >= n) };
}

/** Topics of this run alone: a bus between processes has those of earlier runs too. */
const RUN = newId('run');
let made = 0;
const event = (body: string, kept = true) => ({ id: `e${made++}`, body, kept });
const lease = (key: string, change: Partial<BusLease> = {}): BusLease => ({
  key,
  holder: `${key}-1`,
  value: key,
  ttlMs: 30_000,
  hello: `hello ${key}`,
  farewell: `bye ${key}`,
  ...change,
});
const bodies = (events: readonly BusEvent[]) => events.map(({ body }) => body);
const START = { epoch: null, seq: 0 };
/** Milliseconds of a lease that a test lets run out. */
const SHORT_MS = 40;

/** What every event bus must do. */
export function eventBusContract(name: string, create: () => Promise<EventBusBed>): void {
  describe(`${name}: event bus contract`, () => {
    let bed: EventBusBed;
    let bus: EventBus;
    let other: EventBus;
    let topic: string;
    const leaving = { controller: new AbortController() };

    beforeEach(async () => {
      bed = await create();
      ({ bus, other } = bed);
      topic = `${RUN}/${made++} {ü}`;
      leaving.controller = new AbortController();
    });
    afterEach(() => {
      leaving.controller.abort();
      return bed.close();
    });

    const watch = async (from: EventBus, after: BusPosition | null = null) => {
      const recorder = recordingWatcher();
      const position = await from.watch(topic, after, recorder.watcher, leaving.controller.signal);
      return { ...recorder, position };
    };
    const appendAll = async (...texts: string[]) => {
      for (const text of texts) await bus.append(topic, event(text));
    };

    it('numbers events from 1 without a hole', async () => {
      expect(await bus.append(topic, event('a'))).toBe(1);
      expect(await other.append(topic, event('b'))).toBe(2);
      expect(await bus.append(topic, event('c'))).toBe(3);
    });

    it('gives back what was appended, byte for byte', async () => {
      const texts = ['', '{"a":"ü😀"}', 'line\nbreak\u0000nul "quoted" \\ 1 2 3', ' leading and trailing '];
      await appendAll(...texts);
      const read = await other.read(topic, START, 10);
      expect(bodies(read.events)).toEqual(texts);
      expect(read.events.map(({ seq, keptBefore, kept }) => [seq, keptBefore, kept])).toEqual([
        [1, 0, true],
        [2, 1, true],
        [3, 2, true],
        [4, 3, true],
      ]);
      expect(read).toMatchObject({ more: false, gap: null, position: { seq: 4 } });
    });

    it('takes an id that comes again for the same event', async () => {
      const once = event('once');
      expect(await bus.append(topic, once)).toBe(1);
      await bus.append(topic, event('between'));
      expect(await other.append(topic, once)).toBe(1);
      expect(bodies((await bus.read(topic, START, 10)).events)).toEqual(['once', 'between']);
    });

    it('reads on from any position, page by page', async () => {
      await appendAll('a', 'b', 'c', 'd', 'e');
      const first = await bus.read(topic, START, 2);
      expect(bodies(first.events)).toEqual(['a', 'b']);
      expect(first).toMatchObject({ more: true, position: { seq: 2 } });
      const rest = await bus.read(topic, first.position, 3);
      expect(bodies(rest.events)).toEqual(['c', 'd', 'e']);
      expect(rest).toMatchObject({ more: false, gap: null });
      expect((await bus.read(topic, rest.position, 3)).events).toEqual([]);
    });

    it('gives the newest events in order', async () => {
      await appendAll('a', 'b', 'c', 'd');
      expect(bodies(await other.latest(topic, 2))).toEqual(['c', 'd']);
      expect(bodies(await other.latest(topic, 200))).toEqual(['a', 'b', 'c', 'd']);
      expect(await other.latest(`${topic} unwritten`, 5)).toEqual([]);
    });

    it('reads nothing of a topic nobody wrote to', async () => {
      expect(await bus.read(topic, START, 10)).toMatchObject({
        events: [],
        more: false,
        gap: null,
        position: { seq: 0 },
      });
    });

    it('keeps topics apart', async () => {
      await bus.append(topic, event('here'));
      await bus.append(`${topic}/`, event('there'));
      expect(bodies((await bus.read(topic, START, 10)).events)).toEqual(['here']);
    });

    it('tells watchers on both sides the same in the same order, while many append at once', async () => {
      const [here, there] = [await watch(bus), await watch(other)];
      const sent = Array.from({ length: 40 }, (_, i) => event(`m${i}`, i % 3 > 0));
      await Promise.all(sent.map((one, i) => (i % 2 === 0 ? bus : other).append(topic, one)));
      await Promise.all([here.count(40), there.count(40)]);
      expect(here.told).toEqual(there.told);
      expect(here.numbers).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      expect([...here.told].sort()).toEqual(sent.map(({ body }) => body).sort());
    });

    it('watches from now on', async () => {
      await appendAll('before');
      const { told, position, count } = await watch(other);
      expect(position.seq).toBe(1);
      await appendAll('after');
      await count(1);
      expect(told).toEqual(['after']);
    });

    it('watches from a position: the past first, then what comes', async () => {
      await appendAll('a', 'b');
      const { position } = await bus.read(topic, START, 1);
      await appendAll('c');
      const { told, count } = await watch(other, position);
      await appendAll('d');
      await count(3);
      expect(told).toEqual(['b', 'c', 'd']);
    });

    it('tells a watcher that appends of its own event after the one before', async () => {
      const seen: string[] = [];
      const done = Promise.withResolvers<void>();
      const watcher: BusWatcher = {
        event({ body }) {
          seen.push(`${body}(`);
          if (body === 'one') void bus.append(topic, event('two'));
          else done.resolve();
          seen.push(')');
        },
        roster: () => undefined,
        gap: () => undefined,
      };
      await bus.watch(topic, null, watcher, leaving.controller.signal);
      await appendAll('one');
      await done.promise;
      expect(seen).toEqual(['one(', ')', 'two(', ')']);
    });

    it('stops telling when the signal aborts', async () => {
      const { told, count } = await watch(bus);
      await appendAll('a');
      await count(1);
      leaving.controller.abort();
      await appendAll('b');
      leaving.controller = new AbortController();
      const again = await watch(bus);
      await appendAll('c');
      await again.count(1);
      expect(told).toEqual(['a']);
    });

    it('shows events that are not kept only to those who watch', async () => {
      const { told, numbers, count } = await watch(other);
      await bus.append(topic, event('kept'));
      expect(await bus.append(topic, event('passing', false))).toBe(2);
      await bus.append(topic, event('kept too'));
      await count(3);
      expect(told).toEqual(['kept', 'passing', 'kept too']);
      expect(numbers).toEqual([1, 2, 3]);
      const read = await bus.read(topic, START, 10);
      expect(read.events.map(({ seq, keptBefore }) => [seq, keptBefore])).toEqual([
        [1, 0],
        [3, 1],
      ]);
      expect((await bus.read(topic, { ...read.position, seq: 2 }, 10)).gap).toBeNull();
    });

    it('keeps no more events than its retention, and says what is gone', async () => {
      for (let i = 1; i <= CONTRACT_RETENTION.eventsMax + 10; i++) await bus.append(topic, event(`m${i}`));
      const all = await bus.read(topic, START, 200);
      expect(all.events).toHaveLength(CONTRACT_RETENTION.eventsMax);
      expect(all.events[0]?.seq).toBe(11);
      expect(all.gap).toBe('too_old');
      expect((await bus.read(topic, { epoch: all.position.epoch, seq: 9 }, 200)).gap).toBe('too_old');
      expect((await bus.read(topic, { epoch: all.position.epoch, seq: 10 }, 200)).gap).toBeNull();
    });

    it('keeps no more bytes than its retention', async () => {
      for (let i = 0; i < 4; i++) await bus.append(topic, event('x'.repeat(60_000)));
      const { events, gap } = await bus.read(topic, START, 200);
      expect(events.map(({ seq }) => seq)).toEqual([3, 4]);
      expect(gap).toBe('too_old');
    });

    it('refuses an event that is too large, and takes the largest', async () => {
      await expect(bus.append(topic, event('ü'.repeat(EVENT_BYTES_MAX / 2 + 1)))).rejects.toMatchObject({
        code: 'REQUEST_TOO_LARGE',
      });
      expect(await bus.append(topic, event('ü'.repeat(EVENT_BYTES_MAX / 2)))).toBe(1);
    });

    it('forgets events by age, and the whole topic when nobody touched it', async ({ skip }) => {
      if (bed.age === null) return skip('the time of this bus cannot be moved');
      await appendAll('old');
      const { position } = await bus.read(topic, START, 10);
      await bed.age(topic);
      const read = await bus.read(topic, position, 10);
      expect(read).toMatchObject({ events: [], gap: 'restarted' });
      expect(read.position.epoch).not.toBe(position.epoch);
    });

    it('says so when a reader is ahead, and gives everything', async () => {
      await appendAll('a');
      const read = await bus.read(topic, { epoch: null, seq: 99 }, 10);
      expect(read.gap).toBe('ahead');
      expect(bodies(read.events)).toEqual(['a']);
    });

    it('tells a watcher from another epoch that the topic began again, then everything', async () => {
      await appendAll('a', 'b');
      const { told, count } = await watch(other, { epoch: 't_another', seq: 1 });
      await count(3);
      expect(told).toEqual(['gap restarted', 'a', 'b']);
    });

    it('takes places, with hello and roster in the order', async () => {
      const { told, numbers, count } = await watch(other);
      expect(await bus.acquire(topic, lease('ann'), 10)).toMatchObject({ state: 'acquired', values: ['ann'] });
      const second = await other.acquire(topic, lease('bob'), 10);
      expect(second.state).toBe('acquired');
      expect([...second.values].sort()).toEqual(['ann', 'bob']);
      await count(4);
      expect(told).toEqual(['hello ann', 'roster ann', 'hello bob', 'roster ann,bob']);
      expect(numbers).toEqual([1, 2, 3, 4]);
    });

    it('refuses places beyond the limit and tells nobody', async () => {
      const { told, count } = await watch(bus);
      await bus.acquire(topic, lease('ann'), 1);
      expect((await other.acquire(topic, lease('bob'), 1)).state).toBe('full');
      expect((await other.acquire(topic, lease('ann', { holder: 'ann-2' }), 1)).state).toBe('held');
      await appendAll('end');
      await count(4);
      expect(told).toEqual(['hello ann', 'roster ann', 'roster ann', 'end']);
    });

    it('holds a limit when many come at once', async () => {
      const states = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? bus : other).acquire(topic, lease(`m${i}`), 7)),
      );
      expect(states.filter(({ state }) => state === 'acquired')).toHaveLength(7);
    });

    it('says nothing when told to say nothing', async () => {
      const { told, count } = await watch(bus);
      await bus.acquire(topic, lease('ann', { hello: null }), 10);
      await count(1);
      expect(told).toEqual(['roster ann']);
    });

    it('gives a place to the later holder; the earlier one can neither renew nor release it', async () => {
      await bus.acquire(topic, lease('ann'), 10);
      await other.acquire(topic, lease('ann', { holder: 'ann-2' }), 10);
      expect(await bus.renew(topic, [{ key: 'ann', holder: 'ann-1' }], 1_000)).toEqual([
        { key: 'ann', reason: 'taken' },
      ]);
      expect(await bus.release(topic, { key: 'ann', holder: 'ann-1', farewell: 'never' })).toBe(false);
      expect(await other.release(topic, { key: 'ann', holder: 'ann-2', farewell: 'bye now' })).toBe(true);
      expect(bodies((await bus.read(topic, START, 10)).events)).toEqual(['hello ann', 'bye now']);
    });

    it('says farewell once for a place that ran out, whoever looks first', async () => {
      await bus.acquire(topic, lease('ann', { ttlMs: SHORT_MS }), 10);
      const { told, until } = await watch(other);
      await bed.pass(SHORT_MS);
      await Promise.all([bus.read(topic, START, 1), other.read(topic, START, 1), bus.acquire(topic, lease('bob'), 10)]);
      await until(() => told.includes('roster bob'));
      expect(told.filter((one) => one === 'bye ann')).toEqual(['bye ann']);
      expect(told.at(-1)).toBe('roster bob');
      expect(await bus.renew(topic, [{ key: 'ann', holder: 'ann-1' }], 1_000)).toEqual([
        { key: 'ann', reason: 'gone' },
      ]);
    });

    it('keeps a place that is renewed', async () => {
      await bus.acquire(topic, lease('ann', { ttlMs: SHORT_MS }), 10);
      expect(await other.renew(topic, [{ key: 'ann', holder: 'ann-1' }], 30_000)).toEqual([]);
      await bed.pass(SHORT_MS);
      expect((await bus.acquire(topic, lease('ann', { holder: 'ann-1' }), 10)).state).toBe('held');
    });

    it('answers its check, and nothing after it was closed', async () => {
      await expect(bus.check(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
      await bus.close();
      await expect(bus.append(topic, event('late'))).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
      await expect(bus.check(AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
    });
  });
}
