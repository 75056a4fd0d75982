import { describe, expect, it } from 'vitest';
import { recordingWatcher } from '../../../test/contract/event-bus.contract.ts';
import type { BusRead } from '../../ports/event-bus.ts';
import { CodedError } from '../../shared/errors.ts';
import { TopicFeed } from './topic-feed.ts';

const EPOCH = 't1';
const event = (seq: number, keptBefore = seq - 1, kept = true) => ({ seq, keptBefore, atMs: 0, kept, body: `e${seq}` });
const message = (seq: number, keptBefore = seq - 1, kept = true) => ({
  epoch: EPOCH,
  id: `${seq}`,
  event: event(seq, keptBefore, kept),
  values: null,
});
const page = (seqs: readonly number[], change: Partial<BusRead> = {}): BusRead => ({
  events: seqs.map((seq) => event(seq)),
  position: { epoch: EPOCH, seq: seqs.at(-1) ?? 0 },
  more: false,
  gap: null,
  ...change,
});

/** A feed at number 1 whose reads are answered one after the other. */
function bed(...pages: readonly (BusRead | Error)[]) {
  const recorder = recordingWatcher();
  const left = [...pages];
  const froms: number[] = [];
  const feed = new TopicFeed({
    watcher: recorder.watcher,
    position: { epoch: EPOCH, seq: 1 },
    read: async ({ seq }) => {
      froms.push(seq);
      const next = left.shift() ?? page([]);
      if (next instanceof Error) throw next;
      return next;
    },
  });
  return { feed, froms, ...recorder };
}

describe('TopicFeed', () => {
  it('tells what follows at once, and nothing twice', () => {
    const { feed, told, froms } = bed();
    for (const seq of [2, 2, 3, 1]) feed.take(message(seq));
    expect(told).toEqual(['e2', 'e3']);
    expect(froms).toEqual([]);
  });

  it('reads what is missing before it goes on, and keeps what comes meanwhile', async () => {
    const { feed, told, count } = bed(page([2, 3]));
    feed.take(message(4));
    feed.take(message(5, 4, false));
    await count(4);
    expect(told).toEqual(['e2', 'e3', 'e4', 'e5']);
  });

  it('reads page after page', async () => {
    const { feed, told, froms } = bed(page([2, 3], { more: true }), page([4]));
    await feed.catchUp();
    expect(told).toEqual(['e2', 'e3', 'e4']);
    expect(froms).toEqual([1, 3]);
  });

  it('tells of a gap, and counts anew when the topic began again', async () => {
    const { feed, told } = bed(page([], { events: [event(1)], gap: 'restarted', position: { epoch: 't2', seq: 1 } }));
    await feed.catchUp();
    feed.take({ ...message(2), epoch: 't2' });
    expect(told).toEqual(['gap restarted', 'e1', 'e2']);
  });

  it('stands where it stood when it cannot read, and goes on with the next message', async () => {
    const down = new CodedError('EVENTS_UNAVAILABLE', 'down');
    const { feed, told, count } = bed(down, page([2]));
    await expect(feed.catchUp()).rejects.toBe(down);
    feed.take(message(3));
    await count(2);
    expect(told).toEqual(['e2', 'e3']);
  });

  it('says nothing after its end', async () => {
    const { feed, told } = bed(page([2]));
    const reading = feed.catchUp();
    feed.end();
    await reading;
    feed.take(message(2));
    expect(told).toEqual([]);
  });
});
