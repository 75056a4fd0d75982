import { describe, expect, it } from 'vitest';
import { MemberFeed } from './member-feed.ts';
import { QUEUED_MAX } from './room-limits.ts';
import type { PartingReason, RoomMessage } from './room-message.ts';

const event = (seq: number): RoomMessage => ({
  kind: 'event',
  seq,
  atMs: 0,
  event: { type: 'joined', memberId: 'm', user: 'u' },
});

function bed({ behind = false } = {}) {
  const told: number[] = [];
  const parted: PartingReason[] = [];
  const drained = Promise.withResolvers<void>();
  const feed = new MemberFeed({
    send({ seq }) {
      told.push(seq);
      return !behind;
    },
    drained: () => drained.promise,
    part: (reason) => parted.push(reason),
    fail: () => undefined,
  });
  return { feed, told, parted, drained };
}

describe('MemberFeed', () => {
  it('tells the past first, then what waited, each number once and in order', async () => {
    const { feed, told } = bed();
    for (const seq of [3, 4, 5]) feed.tell(event(seq));
    for (const seq of [1, 2, 3]) await feed.past(event(seq));
    feed.goLive();
    feed.tell(event(5));
    feed.tell(event(6));
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('waits for a slow reader in the past', async () => {
    const { feed, drained } = bed({ behind: true });
    let went = false;
    const going = feed.past(event(1)).then(() => {
      went = true;
    });
    await Promise.resolve();
    expect(went).toBe(false);
    drained.resolve();
    await going;
    drained.promise.catch(() => undefined);
    expect(went).toBe(true);
  });

  it('lets a member go who is left behind too far, once, and tells it nothing more', () => {
    const { feed, told, parted } = bed();
    for (let seq = 1; seq <= QUEUED_MAX + 2; seq++) feed.tell(event(seq));
    feed.goLive();
    expect(parted).toEqual(['behind']);
    expect(told).toEqual([]);
  });

  it('counts anew when the room began again', () => {
    const { feed, told } = bed();
    feed.goLive();
    feed.tell(event(9));
    feed.tell({ kind: 'truncated', seq: 0, afterSeq: 9, reason: 'restarted', resume: '' });
    feed.tell(event(1));
    expect(told).toEqual([9, 0, 1]);
  });
});
