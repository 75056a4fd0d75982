import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HASHER, keyIn, revokedIn, rotatedIn } from '../../../test/support/keys.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import { systemRandom } from '../../shared/ids.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { KeyRing, type KeyRingOptions } from './key-ring.ts';
import { newKeyId, newKeyText, standInId } from './key-text.ts';

const ADMIN_KEY = 'any text will do, if it is long enough';

/** Two clocks that jump apart: people set the one on the wall. */
function twoClocks() {
  const clock = { wallMs: 1_000_000, monotonicMs: 0, now: () => clock.wallMs, monotonic: () => clock.monotonicMs };
  return clock;
}

let store: ReturnType<typeof memoryKeys>;
let clock: ReturnType<typeof twoClocks>;
let scheduler: ReturnType<typeof manualScheduler>;
let failures: unknown[];
let rings: KeyRing[];

beforeEach(() => {
  store = memoryKeys();
  clock = twoClocks();
  scheduler = manualScheduler();
  failures = [];
  rings = [];
});
afterEach(() => {
  for (const ring of rings) ring.stop();
});

async function ringOver(change: Partial<KeyRingOptions> = {}): Promise<KeyRing> {
  const failed = (error: unknown) => failures.push(error);
  const ring = new KeyRing({ store, hasher: HASHER, adminKey: null, clock, scheduler, failed, ...change });
  rings.push(ring);
  await ring.start();
  return ring;
}

/** Lets time pass as it does, and what it wakes run. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    clock.wallMs += Math.min(50, left);
    clock.monotonicMs += Math.min(50, left);
    scheduler.advance(Math.min(50, left));
    await scheduler.yieldToLoop();
  }
}

describe('identify', () => {
  it('says whose a key is: with a look-up first, then at once', async () => {
    const limits = { burst: 1, perMinute: 1, perHour: null, perDay: 7 };
    const { text, record } = await keyIn(store, { scopes: ['read', 'admin'], limits });
    const ring = await ringOver();
    const expected = { keyId: record.keyId, tenant: 'acme', tier: 'team', scopes: ['read', 'admin'], limits };
    const first = ring.identify(text);
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toEqual(expected);
    expect(ring.identify(text)).toEqual(expected);
    expect(store.reads).toEqual([record.keyId]);
  });

  it('gives one answer to all that is wrong, after one look-up each', async () => {
    const { text, record } = await keyIn(store);
    const ring = await ringOver();
    await ring.identify(text);
    const wrong = newKeyText(record.keyId, 'live', systemRandom);
    const environment = text.replace('ql_live_', 'ql_test_');
    const unknown = newKeyText(newKeyId(systemRandom), 'live', systemRandom);
    const texts = [wrong, unknown, environment, `${text}x`, text.slice(0, -1), text.toUpperCase(), '', ADMIN_KEY];
    store.reads.length = 0;
    for (const each of texts) expect(await ring.identify(each)).toBeNull();
    expect(store.reads).toHaveLength(texts.length);
    expect(store.reads.slice(3)).toEqual(texts.slice(3).map((each) => standInId(HASHER.hash(each))));
    expect(await ring.identify(text)).not.toBeNull();
  });

  it('knows the key of the environment, whatever its form, and only that', async () => {
    const ring = await ringOver({ adminKey: ADMIN_KEY });
    expect(ring.identify(ADMIN_KEY)).toEqual({
      ...{ keyId: 'admin', tenant: 'default', tier: 'enterprise', scopes: ['read', 'write', 'admin'], limits: null },
    });
    expect(await ring.identify(`${ADMIN_KEY} `)).toBeNull();
    expect(await ring.identify('admin')).toBeNull();
    expect(ring.stillOpens('admin')).toBe(true);
    const without = await ringOver();
    expect(await without.identify(ADMIN_KEY)).toBeNull();
    expect([without.stillOpens('admin'), await without.holderOf('admin')]).toEqual([false, null]);
  });

  it('holds nothing for guesses, and finds a key that was made after somebody asked for it', async () => {
    const ring = await ringOver();
    const keyId = newKeyId(systemRandom);
    expect(await ring.identify(newKeyText(keyId, 'live', systemRandom))).toBeNull();
    const { text } = await keyIn(store, { keyId });
    expect(await ring.identify(text)).toMatchObject({ keyId });
  });

  it('reads a key again when others took its place, and still knows whose it is', async () => {
    const ring = await ringOver({ knownKeysMax: 2 });
    const made = await Promise.all(Array.from({ length: 3 }, () => keyIn(store)));
    for (let round = 0; round < 2; round++) {
      for (const { text, record } of made) expect(await ring.identify(text)).toMatchObject({ keyId: record.keyId });
    }
    expect(store.reads).toHaveLength(6);
  });

  it('refuses with an error, not with a wrong answer, when the store fails; and too many who wait for it', async () => {
    const { text } = await keyIn(store);
    const ring = await ringOver();
    const stalled = Promise.withResolvers<undefined>();
    store.gate = () => stalled.promise;
    const waiting = Array.from({ length: 256 }, () => ring.identify(text));
    await expect(ring.identify(text)).rejects.toMatchObject({ code: 'SERVER_OVERLOADED' });
    stalled.resolve(undefined);
    expect((await Promise.all(waiting)).every((found) => found?.tenant === 'acme')).toBe(true);
    store.gate = () => Promise.reject(new Error('the disk is gone'));
    await expect(ring.identify(`${text} `)).rejects.toThrow('the disk is gone');
  });
});

describe('a key that ends', () => {
  const used = async (change = {}) => {
    const made = await keyIn(store, change, clock.now());
    const ring = await ringOver();
    await ring.identify(made.text);
    return { ring, ...made };
  };

  it('opens nothing from the moment this process has revoked it', async () => {
    const { ring, text, record } = await used();
    ring.learn(await revokedIn(store, record.keyId, clock.now()));
    expect(await ring.identify(text)).toBeNull();
    expect(ring.stillOpens(record.keyId)).toBe(false);
    expect(await ring.holderOf(record.keyId)).toBeNull();
  });

  it('opens nothing within a quarter of a second of being revoked elsewhere, without anybody saying so', async () => {
    const { ring, text, record } = await used();
    await pass(10_000);
    expect(ring.identify(text)).toMatchObject({ tenant: 'acme' });
    await revokedIn(store, record.keyId, clock.now());
    expect(ring.stillOpens(record.keyId)).toBe(true);
    await pass(250);
    expect(ring.stillOpens(record.keyId)).toBe(false);
    expect(await ring.identify(text)).toBeNull();
  });

  it('opens nothing as soon as another process says that keys have changed', async () => {
    const { ring, text, record } = await used();
    await revokedIn(store, record.keyId, clock.now());
    await ring.look();
    expect(ring.stillOpens(record.keyId)).toBe(false);
    expect(await ring.identify(text)).toBeNull();
  });

  it('opens nothing after its time, by the clock on the wall', async () => {
    const { ring, text, record } = await used({ expiresAtMs: clock.now() + 60_000 });
    clock.wallMs += 59_999;
    expect(ring.identify(text)).toMatchObject({ tenant: 'acme' });
    clock.wallMs += 1;
    expect(await ring.identify(text)).toBeNull();
    expect(ring.stillOpens(record.keyId)).toBe(false);
  });

  it('takes its new secret at once, and the old one for the overlap alone', async () => {
    const { ring, text, record } = await used();
    const second = await rotatedIn(store, record.keyId, 5_000, clock.now());
    expect(await ring.identify(second)).toMatchObject({ keyId: record.keyId });
    expect(await ring.identify(text)).toMatchObject({ keyId: record.keyId });
    await pass(4_900);
    expect(await ring.identify(text)).toMatchObject({ keyId: record.keyId });
    await pass(100);
    expect(await ring.identify(text)).toBeNull();
    expect(ring.identify(second)).toMatchObject({ keyId: record.keyId });
    expect(ring.stillOpens(record.keyId)).toBe(true);
  });

  it('loses its old secret at once without an overlap', async () => {
    const { ring, text, record } = await used();
    await rotatedIn(store, record.keyId, 0, clock.now());
    await pass(250);
    expect(await ring.identify(text)).toBeNull();
  });
});

describe('what is held', () => {
  it('is not believed for longer than a second, whatever becomes of the looks at the store', async () => {
    const { text, record } = await keyIn(store);
    const ring = await ringOver();
    await ring.identify(text);
    store.gate = () => Promise.reject(new Error('away'));
    await pass(850);
    expect(ring.identify(text)).toMatchObject({ keyId: record.keyId });
    await pass(150);
    await expect(ring.identify(text)).rejects.toThrow('away');
    expect(ring.stillOpens(record.keyId)).toBe(true);
    await pass(4_500);
    expect(ring.stillOpens(record.keyId)).toBe(false);
    expect(failures).toHaveLength(1);
    store.gate = async () => undefined;
    await pass(300);
    expect(ring.identify(text)).toMatchObject({ keyId: record.keyId });
    expect(ring.stillOpens(record.keyId)).toBe(true);
  });

  it('ages by a clock that nobody sets: a jump of the other one neither keeps nor drops it', async () => {
    const { text, record } = await keyIn(store);
    const ring = await ringOver();
    await ring.identify(text);
    for (const jumpMs of [86_400_000, -172_800_000]) {
      clock.wallMs += jumpMs;
      expect(ring.identify(text)).toMatchObject({ keyId: record.keyId });
    }
    expect(store.reads).toHaveLength(1);
    await revokedIn(store, record.keyId, clock.now());
    await pass(250);
    expect(await ring.identify(text)).toBeNull();
  });

  it('is not what a slow look-up has seen before a change that is known by then', async () => {
    const { text, record } = await keyIn(store);
    const ring = await ringOver();
    const stalled = Promise.withResolvers<undefined>();
    store.gate = () => stalled.promise;
    const slow = ring.identify(text);
    store.gate = async () => undefined;
    await revokedIn(store, record.keyId, clock.now());
    await ring.look();
    stalled.resolve(undefined);
    expect(await slow).toMatchObject({ keyId: record.keyId });
    expect(await ring.identify(text)).toBeNull();
    expect(ring.stillOpens(record.keyId)).toBe(true);
    await pass(50);
    expect(ring.stillOpens(record.keyId)).toBe(false);
  });

  it('is confirmed by one look, however many keys were changed', async () => {
    const ring = await ringOver();
    const made = await Promise.all(Array.from({ length: 450 }, () => keyIn(store)));
    for (const { text } of made) await ring.identify(text);
    for (const { record } of made) await revokedIn(store, record.keyId, clock.now());
    await pass(250);
    expect(made.filter(({ record }) => ring.stillOpens(record.keyId))).toEqual([]);
  });
});

describe('stillOpens for a key that is not held any more', () => {
  it('looks it up behind, and goes by what it finds', async () => {
    const [one, two] = [await keyIn(store), await keyIn(store)];
    const ring = await ringOver({ knownKeysMax: 1 });
    await revokedIn(store, two.record.keyId, clock.now());
    for (const { record } of [one, two]) expect(ring.stillOpens(record.keyId)).toBe(true);
    await pass(50);
    expect(ring.stillOpens(two.record.keyId)).toBe(false);
  });

  it('says no to one that is gone, and to one that the store does not tell of within a second', async () => {
    const ring = await ringOver();
    expect(ring.stillOpens('nobody')).toBe(true);
    await pass(50);
    expect(ring.stillOpens('nobody')).toBe(false);
    const { record } = await keyIn(store);
    store.gate = () => Promise.reject(new Error('away'));
    expect(ring.stillOpens(record.keyId)).toBe(true);
    await pass(850);
    expect(ring.stillOpens(record.keyId)).toBe(true);
    await pass(100);
    expect(ring.stillOpens(record.keyId)).toBe(false);
  });
});
