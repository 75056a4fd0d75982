import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BreakerState } from '../../ports/outbound-policy.ts';
import { manualClock } from '../../shared/clock.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { createOutboundPolicy } from './outbound-policy.ts';

const TIMEOUT_MS = 50;
const OPEN_MS = { first: 1_000, max: 4_000 };

function bed({ inFlightMax = 10 } = {}) {
  const clock = manualClock();
  const scheduler = manualScheduler();
  const states: BreakerState[] = [];
  const policy = createOutboundPolicy({
    dependency: 'The oracle',
    timeoutMs: TIMEOUT_MS,
    slowMs: 20,
    inFlightMax,
    openMs: OPEN_MS,
    clock,
    scheduler,
    onState: (state) => states.push(state),
  });
  const good = () => Promise.resolve('yes');
  const bad = () => Promise.reject(new Error('no'));
  const slow = async () => {
    clock.advance(21);
    return 'at last';
  };
  const open = async () => {
    for (let i = 0; i < 5; i++) {
      await expect(policy.run(bad)).rejects.toThrow('no');
      clock.advance(50);
    }
  };
  return { policy, clock, scheduler, states, good, bad, slow, open };
}

describe('outbound policy', () => {
  // The library counts the time a breaker stays open by the time of the system.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('hands on answers and failures', async () => {
    const { policy, good, bad, states } = bed();
    expect(await policy.run(good)).toBe('yes');
    await expect(policy.run(bad)).rejects.toThrow('no');
    expect(await policy.probe(good)).toBe('yes');
    expect(states).toEqual([]);
  });

  it('makes calls at once, in the order they are asked for', async () => {
    const { policy } = bed();
    const made: number[] = [];
    const calls = [1, 2, 3].map((number) => policy.run(async () => made.push(number)));
    expect(made).toEqual([1, 2, 3]);
    await Promise.all(calls);
  });

  it('gives up a call at its deadline, not before what has come is read', async () => {
    const { policy, clock, scheduler } = bed();
    const never = policy.run(() => new Promise(() => undefined));
    const late = policy.run(() => new Promise((resolve) => queueMicrotask(() => setImmediate(resolve, 'just now'))));
    clock.advance(TIMEOUT_MS);
    scheduler.advance(TIMEOUT_MS);
    await expect(never).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(await late).toBe('just now');
    expect(scheduler.sleeping).toBe(0);
  });

  it('keeps to the deadline of each call, with one timer for all', async () => {
    const { policy, clock, scheduler } = bed();
    const gone: string[] = [];
    const hang = (name: string) =>
      policy
        .run(() => new Promise(() => undefined))
        .catch(() => {
          gone.push(name);
        });
    const pass = async (ms: number) => {
      clock.advance(ms);
      scheduler.advance(ms);
      for (let i = 0; i < 4; i++) await turn();
    };
    const calls = [hang('first')];
    await pass(30);
    calls.push(hang('second'), hang('third'));
    expect(scheduler.sleeping).toBe(1);
    await pass(20);
    expect(gone).toEqual(['first']);
    await pass(30);
    expect(gone).toEqual(['first', 'second', 'third']);
    await Promise.all(calls);
    expect(scheduler.sleeping).toBe(0);
  });

  it('calls nothing while it is open, and lets go who waits when it opens', async () => {
    const { policy, open, good, states } = bed();
    const waiting = policy.run(() => new Promise(() => undefined));
    const released = expect(waiting).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    await open();
    await released;
    const call = vi.fn(good);
    await expect(policy.run(call)).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      message: 'The oracle is not asked now. Try again in a moment.',
    });
    expect(call).not.toHaveBeenCalled();
    expect(states).toEqual(['open']);
  });

  it('closes after three good tests, and then has forgotten the outage', async () => {
    const { policy, open, good, bad, states } = bed();
    await open();
    vi.advanceTimersByTime(OPEN_MS.first);
    const call = vi.fn(good);
    expect(await policy.probe(call)).toBe('yes');
    expect(call).toHaveBeenCalledTimes(3);
    expect(states).toEqual(['open', 'half_open', 'closed']);
    await expect(policy.run(bad)).rejects.toThrow('no');
    expect(policy.state).toBe('closed');
  });

  it('opens again, for longer, when a test fails or is slow', async () => {
    const { policy, open, good, slow } = bed();
    await open();
    vi.advanceTimersByTime(OPEN_MS.first);
    await policy.run(good);
    expect(await policy.probe(slow)).toBe('at last');
    expect(policy.state).toBe('open');
    // Half of the doubled time is random: the fixed half alone is never enough.
    vi.advanceTimersByTime(OPEN_MS.first - 1);
    await expect(policy.probe(good)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    vi.advanceTimersByTime(OPEN_MS.first + 1);
    await policy.probe(good);
    expect(policy.state).toBe('closed');
  });

  it('refuses what is more than it may have in flight, and does not hold that against the dependency', async () => {
    const { policy, good } = bed({ inFlightMax: 2 });
    const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const running = answers.map(({ promise }) => policy.run(() => promise));
    for (let i = 0; i < 10; i++)
      await expect(policy.run(good)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    for (const { resolve } of answers) resolve('done');
    expect(await Promise.all(running)).toEqual(['done', 'done']);
    expect(policy.state).toBe('closed');
  });
});
