import { afterEach, describe, expect, it } from 'vitest';
import { createThreadPool, type ThreadPool } from './thread-pool.ts';

const ENTRY = new URL('../../../test/support/failing-thread.ts', import.meta.url);
const DIES = [-1];
const THROWS = [0];
const NEVER_ANSWERS = [0.5];

let pool: ThreadPool;
const open = (size: number): ThreadPool => {
  pool = createThreadPool({ entry: ENTRY, data: null, size });
  return pool;
};
afterEach(() => pool.close());

describe('createThreadPool', () => {
  it('answers each task with its own result', async () => {
    const { run } = open(2);
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map((value) => run([value])));
    expect(results).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it.each([
    ['ends', DIES],
    ['throws', THROWS],
  ])('rejects all work of a thread that %s, and serves the next task by a new one', async (_, task) => {
    const { run } = open(1);
    const lost = await Promise.allSettled([run(NEVER_ANSWERS), run(task), run(NEVER_ANSWERS)]);
    for (const end of lost) {
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'QUERY_BACKEND_UNAVAILABLE' } });
    }
    expect(await run([21])).toBe(42);
    expect(pool.usable()).toBe(true);
  });

  it('leaves the work of the other threads alone', async () => {
    const { run } = open(2);
    const [lost, kept] = await Promise.allSettled([run(DIES), run([7])]);
    expect(lost.status).toBe('rejected');
    expect(kept).toEqual({ status: 'fulfilled', value: 14 });
  });

  it('stops starting threads that only die', async () => {
    const { run } = open(1);
    for (let i = 0; i < 5; i++) await expect(run(DIES)).rejects.toMatchObject({ code: 'QUERY_BACKEND_UNAVAILABLE' });
    expect(pool.usable()).toBe(false);
    await expect(run([1])).rejects.toMatchObject({ message: 'No scan thread can be started.' });
  });

  it('forgives deaths with work done between them', async () => {
    const { run } = open(1);
    for (let i = 0; i < 6; i++) {
      await expect(run(DIES)).rejects.toBeDefined();
      expect(await run([1])).toBe(2);
    }
    expect(pool.usable()).toBe(true);
  });

  it('rejects what is under way when it closes, and everything after', async () => {
    const { run } = open(2);
    const waiting = run(NEVER_ANSWERS);
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    await pool.close();
    await rejected;
    expect(pool.usable()).toBe(false);
    await expect(run([1])).rejects.toMatchObject({ code: 'QUERY_BACKEND_UNAVAILABLE' });
  });
});
