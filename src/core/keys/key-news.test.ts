import { beforeEach, expect, it } from 'vitest';
import { keyIn, revokedIn } from '../../../test/support/keys.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import { manualClock } from '../../shared/clock.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { BELIEVED_MS, KeyNews } from './key-news.ts';

let store: ReturnType<typeof memoryKeys>;
let clock: ReturnType<typeof manualClock>;
let scheduler: ReturnType<typeof manualScheduler>;
let told: string[];
let failures: unknown[];

beforeEach(() => {
  store = memoryKeys();
  clock = manualClock();
  scheduler = manualScheduler();
  told = [];
  failures = [];
});

const news = () =>
  new KeyNews({
    ...{ store, clock, scheduler },
    changed: ({ keyId, revokedAtMs }) => told.push(`${keyId} ${revokedAtMs === null ? 'open' : 'revoked'}`),
    failed: (error) => failures.push(error),
  });

it('tells nothing of what was before its start, and everything after it, once', async () => {
  await keyIn(store, { keyId: 'old' });
  const following = news();
  await following.start();
  await following.look();
  expect([told, following.position]).toEqual([[], 1]);
  await keyIn(store, { keyId: 'new' });
  await revokedIn(store, 'old');
  await following.look();
  await following.look();
  expect([told, following.position]).toEqual([['new open', 'old revoked'], 3]);
  following.stop();
});

it('looks four times a second until it is stopped', async () => {
  const following = news();
  await following.start();
  await keyIn(store, { keyId: 'new' });
  for (const ms of [249, 1]) {
    expect(told).toEqual([]);
    scheduler.advance(ms);
    await scheduler.yieldToLoop();
  }
  expect(told).toEqual(['new open']);
  following.stop();
  await scheduler.yieldToLoop();
  expect(scheduler.sleeping).toBe(0);
});

it('looks once more for whoever asks while a look is under way', async () => {
  const following = news();
  await following.start();
  const stalled = Promise.withResolvers<undefined>();
  store.gate = () => stalled.promise;
  const first = following.look();
  const position = store.changesAfter;
  let looks = 0;
  store.changesAfter = (...args) => {
    looks++;
    return position(...args);
  };
  const second = following.look();
  stalled.resolve(undefined);
  await Promise.all([first, second]);
  expect(looks).toBe(1);
  following.stop();
});

it('is fresh by when its last look that succeeded began, and tells once that looks fail', async () => {
  const following = news();
  expect(following.isFresh).toBe(false);
  await following.start();
  clock.advance(BELIEVED_MS);
  expect(following.isFresh).toBe(true);
  clock.advance(1);
  expect(following.isFresh).toBe(false);
  store.gate = () => Promise.reject(new Error('away'));
  await following.look();
  await following.look();
  expect([following.isFresh, failures.length]).toEqual([false, 1]);
  store.gate = async () => clock.advance(500);
  await following.look();
  expect([following.isFresh, following.ageMs]).toEqual([true, 500]);
  store.gate = () => Promise.reject(new Error('away'));
  await following.look();
  expect(failures).toHaveLength(2);
  following.stop();
});

it('has lost the store that fails or is silent for five seconds, and not the one that was not asked', async () => {
  const following = news();
  await following.start();
  clock.advance(60_000);
  expect(following.isLost).toBe(false);
  store.gate = () => Promise.reject(new Error('away'));
  await following.look();
  expect(following.isLost).toBe(true);
  store.gate = async () => undefined;
  await following.look();
  expect(following.isLost).toBe(false);
  const silent = Promise.withResolvers<undefined>();
  store.gate = () => silent.promise;
  const look = following.look();
  clock.advance(5_000);
  expect(following.isLost).toBe(false);
  clock.advance(1);
  expect(following.isLost).toBe(true);
  silent.resolve(undefined);
  await look;
  following.stop();
});

it('does not start where the store cannot be read', async () => {
  store.gate = () => Promise.reject(new Error('away'));
  await expect(news().start()).rejects.toThrow('away');
});
