import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../shared/errors.ts';
import { manualScheduler } from '../../../shared/scheduler.ts';
import { WriteBehind } from './write-behind.ts';

/** A queue over a list of groups, whose writes fail while `failing` is set. */
function bed() {
  const scheduler = manualScheduler();
  const groups: number[][] = [];
  const state = { failing: false };
  const queue = new WriteBehind<number>({
    scheduler,
    async write(rows) {
      await scheduler.yieldToLoop();
      if (state.failing) throw new CodedError('RECORDS_DISK_FULL', 'full');
      groups.push([...rows]);
    },
  });
  const settle = async () => {
    for (let i = 0; i < 10; i++) await scheduler.yieldToLoop();
  };
  return { scheduler, groups, state, queue, settle };
}

describe('WriteBehind', () => {
  it('writes a group when it is 5 ms old, not before', async () => {
    const { scheduler, groups, queue, settle } = bed();
    queue.append(1);
    queue.append(2);
    scheduler.advance(4);
    await settle();
    expect(groups).toEqual([]);
    scheduler.advance(1);
    await settle();
    expect(groups).toEqual([[1, 2]]);
  });

  it('never writes more than 64 rows a group, in their order', async () => {
    const { groups, queue } = bed();
    for (let i = 0; i < 150; i++) queue.append(i);
    await queue.flush();
    expect(groups.map(({ length }) => length)).toEqual([64, 64, 22]);
    expect(groups.flat()).toEqual(Array.from({ length: 150 }, (_, i) => i));
  });

  it('flushes what was appended before, once, whoever asks', async () => {
    const { groups, queue } = bed();
    queue.append(1);
    await Promise.all([queue.flush(), queue.flush(), queue.flush()]);
    expect(groups).toEqual([[1]]);
    await queue.flush();
    expect(groups).toHaveLength(1);
  });

  it('keeps a group that could not be written, tells whoever flushes, and tries again after a pause', async () => {
    const { scheduler, groups, state, queue, settle } = bed();
    state.failing = true;
    queue.append(1);
    await expect(queue.flush()).rejects.toMatchObject({ code: 'RECORDS_DISK_FULL' });
    scheduler.advance(5);
    await settle();
    state.failing = false;
    queue.append(2);
    scheduler.advance(999);
    await settle();
    expect(groups).toEqual([]);
    scheduler.advance(1);
    await settle();
    expect(groups).toEqual([[1, 2]]);
  });

  it('is bounded', async () => {
    const { state, queue } = bed();
    state.failing = true;
    const fill = () => {
      for (let i = 0; i < 5_000; i++) queue.append(i);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'SERVER_OVERLOADED' }));
    await expect(queue.close()).rejects.toMatchObject({ code: 'RECORDS_DISK_FULL' });
  });

  it('writes what is queued when it closes, and takes nothing after', async () => {
    const { groups, queue } = bed();
    queue.append(1);
    await queue.close();
    expect(groups).toEqual([[1]]);
    expect(() => queue.append(2)).toThrow(expect.objectContaining({ code: 'RECORDS_UNAVAILABLE' }));
  });
});
