import { describe, expect, it } from 'vitest';
import { WAITING_MAX, WaitingLine } from './waiting-line.ts';

const all = () => true;
const open = () => new AbortController();

describe('WaitingLine', () => {
  it('calls the longest waiting first, across shares', async () => {
    const line = new WaitingLine<number>();
    const got: string[] = [];
    for (const [name, share] of [
      ['a', 1],
      ['b', 0.3],
      ['c', 1],
    ] as const)
      void line.wait(share, open().signal).then((place) => got.push(`${name}${place}`));
    for (const place of [1, 2, 3]) line.first(all)?.give(place);
    expect(line.first(all)).toBeNull();
    expect(line.length).toBe(0);
    await Promise.resolve();
    expect(got).toEqual(['a1', 'b2', 'c3']);
  });

  it('passes over who may not enter', async () => {
    const line = new WaitingLine<number>();
    void line.wait(0.3, open().signal);
    const high = line.wait(1, open().signal);
    line.first((share) => share === 1)?.give(7);
    expect(await high).toBe(7);
    expect(line.first((share) => share === 1)).toBeNull();
    expect(line.length).toBe(1);
  });

  it('lets go of who gives up', async () => {
    const line = new WaitingLine<number>();
    const controller = open();
    const left = line.wait(1, controller.signal);
    const stays = line.wait(1, open().signal);
    controller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(line.length).toBe(1);
    line.first(all)?.give(1);
    expect(await stays).toBe(1);
    controller.abort();
    expect(line.length).toBe(0);
  });

  it('is bounded', async () => {
    const line = new WaitingLine<number>();
    const { signal } = open();
    for (let i = 0; i < WAITING_MAX; i++) void line.wait(1, AbortSignal.any([signal]));
    expect(() => line.wait(1, signal)).toThrow(/10000 questions wait/);
    line.first(all)?.give(1);
    void line.wait(1, signal);
    expect(line.length).toBe(WAITING_MAX);
  });
});
