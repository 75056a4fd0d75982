import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { beginWork } from './socket-work.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('beginWork', () => {
  it('ends with the connection, for its reason, also when that is gone already', () => {
    const connection = new AbortController();
    const work = beginWork(connection.signal, 1_000);
    connection.abort('gone');
    expect(work.signal.reason).toBe('gone');
    expect(beginWork(connection.signal, 1_000).signal.reason).toBe('gone');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends on its deadline', () => {
    const { signal } = beginWork(new AbortController().signal, 1_000);
    vi.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ code: 'REQUEST_TIMEOUT' });
  });

  it('can be cancelled, alone', () => {
    const connection = new AbortController();
    const [one, other] = [beginWork(connection.signal, 1_000), beginWork(connection.signal, 1_000)];
    one.cancel();
    expect(one.signal.reason).toMatchObject({ code: 'REQUEST_CANCELLED' });
    expect(other.signal.aborted).toBe(false);
  });

  it('forgets deadline and connection when it is done', () => {
    const connection = new AbortController();
    const work = beginWork(connection.signal, 1_000);
    work.end();
    connection.abort('gone');
    expect(vi.getTimerCount()).toBe(0);
    expect(work.signal.aborted).toBe(false);
  });
});
