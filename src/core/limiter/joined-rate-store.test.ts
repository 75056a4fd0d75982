import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryRateStore } from '../../adapters/memory/rate/memory-rate-store.ts';
import { DAY_MS, type RateRequest } from '../../ports/rate-store.ts';
import type { RateDebt, SharedRateStore, SharedRateStoreWatcher, UsedDay } from '../../ports/shared-rate-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { JoinedRateStore } from './joined-rate-store.ts';

const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 10_000 };
const DAY = 20_000;
let filled = 0;
const random = { fill: (bytes: Uint8Array) => bytes.fill(filled++) };
const request = (identity = 'key:a', cost = 1): RateRequest => ({ identity, limits: LIMITS, lowered: null, cost });

/** A shared store in the hands of the test: what it holds is a store of its own, and it fails when told to. */
class SharedInHand implements SharedRateStore {
  down = false;
  processes = 4;
  memory = 'first';
  readonly debts: RateDebt[] = [];
  readonly knowns: (UsedDay | null)[] = [];
  #store: MemoryRateStore;
  readonly #clock: ReturnType<typeof manualClock>;

  constructor(clock: ReturnType<typeof manualClock>) {
    this.#clock = clock;
    this.#store = new MemoryRateStore({ clock, random });
  }

  forget(): void {
    this.memory = 'second';
    this.#store = new MemoryRateStore({ clock: this.#clock, random });
  }

  async take(asked: RateRequest, known: UsedDay | null) {
    this.#fail();
    this.knowns.push(known);
    await turn();
    this.#fail();
    const { allowed, retryAfterMs, violated, withinContract, windows } = this.#store.take(asked);
    return { allowed, retryAfterMs, violated, withinContract, windows, today: { day: DAY, used: 7 }, atMs: 0 };
  }

  async look(asked: RateRequest) {
    this.#fail();
    const { allowed, retryAfterMs, violated, withinContract, windows } = this.#store.look(asked);
    return { allowed, retryAfterMs, violated, withinContract, windows, today: { day: DAY, used: 7 }, atMs: 0 };
  }

  async settle(debt: RateDebt) {
    this.#fail();
    this.debts.push(debt);
    for (const { units } of debt.taken) this.#store.charge({ ...request(debt.identity), cost: units });
  }

  async pulse() {
    this.#fail();
    return { processes: this.processes, memory: this.memory };
  }

  async close() {
    this.down = true;
  }

  #fail(): void {
    if (this.down) throw new CodedError('DEPENDENCY_UNAVAILABLE', 'down');
  }
}

async function bed({ down = false, processesMin = 1 } = {}) {
  const clock = manualClock(DAY * DAY_MS);
  const scheduler = manualScheduler();
  const shared = new SharedInHand(clock);
  shared.down = down;
  const watchers: SharedRateStoreWatcher[] = [];
  const changes: string[] = [];
  const local = new MemoryRateStore({ clock, random });
  const store = new JoinedRateStore({
    local,
    openShared: (watcher) => {
      watchers.push(watcher);
      return shared;
    },
    clock,
    scheduler,
    random,
    processesMin,
    onChange: ({ alone, processes, reason }) =>
      changes.push(alone ? `alone, one of ${processes}: ${reason}` : `together with ${processes - 1}`),
  });
  const starting = store.start();
  scheduler.advance(500);
  await starting;
  const pass = async (ms: number) => {
    clock.advance(ms);
    scheduler.advance(ms);
    for (let i = 0; i < 5; i++) await turn();
  };
  const takeMany = async (count: number, identity = 'key:a') => {
    let allowed = 0;
    for (let i = 0; i < count; i++) if ((await store.take(request(identity))).allowed) allowed += 1;
    return allowed;
  };
  const lose = () => {
    shared.down = true;
    for (const watcher of watchers) watcher.lost('ECONNRESET');
  };
  const comeBack = async () => {
    shared.down = false;
    for (const watcher of watchers) watcher.reachable();
    for (let i = 0; i < 5; i++) await turn();
  };
  return { clock, shared, local, store, changes, pass, takeMany, lose, comeBack };
}

describe('JoinedRateStore', () => {
  it('lets the shared store decide, and counts along', async () => {
    const { store, shared, takeMany, lose } = await bed();
    expect(await takeMany(12)).toBe(10);
    expect(shared.knowns.slice(0, 2)).toEqual([
      { day: DAY, used: 0 },
      { day: DAY, used: 7 },
    ]);
    expect(store.known.look(request()).violated).toEqual(['burst']);
    lose();
    expect(await takeMany(5)).toBe(0);
    expect(await takeMany(5, 'key:b')).toBe(2);
  });

  it('decides alone at once and within its share while the shared store is away', async () => {
    const { store, changes, takeMany, pass } = await bed({ down: true, processesMin: 2 });
    expect(store.take(request())).not.toBeInstanceOf(Promise);
    expect(await takeMany(10)).toBe(4);
    const refused = await store.take(request());
    expect(refused).toMatchObject({ allowed: false, withinContract: false, violated: ['burst'] });
    let admitted = 5;
    for (let second = 0; second < 59; second++) {
      await pass(1_000);
      admitted += await takeMany(3);
    }
    expect(admitted).toBe(30);
    expect(changes).toEqual(['alone, one of 2: DEPENDENCY_UNAVAILABLE']);
    await expect(store.check()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  });

  it('never refuses a call for ever: a share is at least what the call costs', async () => {
    const { store } = await bed({ down: true, processesMin: 8 });
    expect((await store.take(request('key:a', 9))).allowed).toBe(true);
  });

  it('decides alone what the shared store does not answer, and tells it before it asks again', async () => {
    const { store, shared, takeMany } = await bed();
    shared.down = true;
    expect(await takeMany(5)).toBe(2);
    await expect(store.check()).resolves.toBeUndefined();
    shared.down = false;
    expect(await takeMany(20)).toBe(8);
    // What could not be told keeps its name; what came after it is told by itself.
    expect(shared.debts.map(({ taken }) => taken)).toEqual([[{ ageMs: 0, units: 1 }], [{ ageMs: 0, units: 1 }]]);
    expect(new Set(shared.debts.map(({ name }) => name)).size).toBe(2);
  });

  it('lets nothing through that was refused a moment ago and then not answered', async () => {
    const { store, shared, takeMany, pass } = await bed();
    expect(await takeMany(11)).toBe(10);
    await pass(4_000);
    shared.down = true;
    expect((await store.take(request())).allowed).toBe(false);
    expect((await store.take(request('key:b'))).allowed).toBe(true);
    await pass(1_000);
    expect((await store.take(request())).allowed).toBe(false);
    await pass(40_000);
    expect((await store.take(request())).allowed).toBe(true);
  });

  it('tells what it admitted alone when the shared store is back, stays within its share a while, and then is exact', async () => {
    const { store, shared, changes, takeMany, lose, comeBack, pass } = await bed();
    lose();
    expect(await takeMany(5)).toBe(2);
    await comeBack();
    expect(shared.debts.map(({ taken }) => taken)).toEqual([[{ ageMs: 0, units: 2 }]]);
    expect(await takeMany(5)).toBe(0);
    expect(await takeMany(5, 'key:b')).toBe(2);
    await pass(1_500);
    expect(await takeMany(20)).toBe(9);
    expect(await takeMany(20, 'key:b')).toBe(9);
    expect(changes).toEqual(['alone, one of 4: ECONNRESET', 'together with 3']);
    await expect(store.check()).resolves.toBeUndefined();
  });

  it('tells the last hour again to a store that lost its memory, whether it was away or not', async () => {
    const { shared, takeMany, pass } = await bed();
    expect(await takeMany(10)).toBe(10);
    shared.forget();
    await pass(1_000);
    expect(shared.debts).toMatchObject([
      { taken: [{ ageMs: 1_000, units: 10 }], untold: { used: 0 }, known: { day: DAY, used: 7 } },
    ]);
    await pass(1_500);
    expect(await takeMany(20)).toBeLessThanOrEqual(3);
  });

  it('needs both stores for a minute after a return', async () => {
    const { store, shared, takeMany, lose, comeBack, pass } = await bed();
    expect(await takeMany(10)).toBe(10);
    lose();
    await comeBack();
    await pass(1_500);
    // What the store has forgotten without a new name is still known here.
    shared.forget();
    shared.memory = 'first';
    expect(await takeMany(5)).toBe(1);
    await pass(60_000);
    expect(store.known.look(request()).allowed).toBe(true);
  });

  it('admits no more than it knows to be free when many calls of one identity come at once', async () => {
    const { store, shared, lose, comeBack, pass } = await bed();
    lose();
    await comeBack();
    await pass(100);
    const settling = await Promise.all(Array.from({ length: 64 }, () => store.take(request())));
    expect(settling.filter(({ allowed }) => allowed)).toHaveLength(2);
    lose();
    shared.down = false;
    const alone = await Promise.all(Array.from({ length: 64 }, () => store.take(request('key:b'))));
    expect(alone.filter(({ allowed }) => allowed)).toHaveLength(2);
  });

  it('decides calls alone that were under way when the store was lost', async () => {
    const { store, lose } = await bed();
    const underWay = Array.from({ length: 64 }, () => store.take(request()));
    lose();
    const decisions = await Promise.all(underWay);
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(2);
  });

  it('asks again when the wait is over that the shared store named, and not before', async () => {
    const { shared, store, takeMany, pass, lose } = await bed();
    expect(await takeMany(50)).toBe(10);
    expect(shared.knowns).toHaveLength(11);
    expect(store.known.look(request())).toMatchObject({ allowed: false, retryAfterMs: 1_000 });
    await pass(999);
    expect(await takeMany(1)).toBe(0);
    expect(shared.knowns).toHaveLength(11);
    await pass(1);
    expect(await takeMany(2)).toBe(1);
    lose();
    // Alone too: nobody has been let in who could not have been.
    expect(await store.take(request())).toMatchObject({ allowed: false, retryAfterMs: 1_000 });
  });

  it('looks without taking, in the store that decides', async () => {
    const { store, takeMany, lose } = await bed();
    await takeMany(3);
    const left = async () => (await store.look(request())).windows[0];
    expect(await left()).toMatchObject({ limit: 10, left: 7 });
    lose();
    expect(await left()).toMatchObject({ limit: 2, left: 0 });
  });

  it('tells a shared store that knows nothing of a date what this process kept of it', async () => {
    const { store, shared, local } = await bed();
    local.raiseDay('key:a', DAY, 4_321);
    await store.take(request());
    expect(shared.knowns).toEqual([{ day: DAY, used: 4_321 }]);
    await store.take({ ...request('key:b'), limits: { ...LIMITS, perDay: null } });
    expect(shared.knowns.at(-1)).toBeNull();
  });

  it('ends what it began', async () => {
    const { store, shared } = await bed();
    await store.close();
    expect(shared.down).toBe(true);
  });
});
