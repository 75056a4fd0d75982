import { describe, expect, it } from 'vitest';
import { CONTRACT_RETENTION, eventBusContract, recordingWatcher } from '../../../test/contract/event-bus.contract.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { createMemoryEventBus } from './memory-event-bus.ts';

function bed(topicsMax = 100, bytesMax = 10_000_000) {
  const clock = manualClock(1_000_000);
  const bus = createMemoryEventBus({ clock, random: systemRandom, retention: CONTRACT_RETENTION, topicsMax, bytesMax });
  return { clock, bus };
}

eventBusContract('memory', async () => {
  const { clock, bus } = bed();
  return {
    bus,
    other: bus,
    pass: async (ms) => clock.advance(ms),
    age: async () => clock.advance(CONTRACT_RETENTION.ageMsMax + 1),
    close: () => bus.close(),
  };
});

describe('memory event bus', () => {
  const note = (id: string) => ({ id, body: id, kept: true });

  it('forgets the topic that was untouched longest when it is full', async () => {
    const { bus } = bed(2);
    await bus.append('a', note('1'));
    await bus.append('b', note('2'));
    await bus.append('a', note('3'));
    await bus.append('c', note('4'));
    expect(await bus.latest('a', 10)).toHaveLength(2);
    expect(await bus.append('a', note('5'))).toBe(3);
  });

  it('never forgets a topic that is watched or has places, and says when all are', async () => {
    const { bus, clock } = bed(2);
    const signal = new AbortController().signal;
    await bus.watch('a', null, recordingWatcher().watcher, signal);
    const place = { key: 'k', holder: 'h', value: 'v', ttlMs: 1_000, hello: null, farewell: 'bye' };
    await bus.acquire('b', place, 5);
    await expect(bus.append('c', note('1'))).rejects.toMatchObject({ code: 'EVENTS_FULL' });
    clock.advance(CONTRACT_RETENTION.ageMsMax + 1);
    await bus.append('a', note('2'));
    expect(await bus.latest('a', 10)).toHaveLength(1);
  });

  it('holds no more bytes over all topics: idle topics go first, then the older half of those in use', async () => {
    const { bus } = bed(100, 1_000);
    const large = (id: string) => ({ id, body: 'x'.repeat(200), kept: true });
    await bus.watch('watched', null, recordingWatcher().watcher, new AbortController().signal);
    for (const id of ['1', '2']) await bus.append('watched', large(id));
    await bus.append('idle', large('1'));
    for (const id of ['3', '4']) await bus.append('watched', large(id));
    await bus.append('watched', large('5'));
    expect((await bus.latest('watched', 10)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await bus.latest('idle', 10)).toEqual([]);
    await bus.append('watched', large('6'));
    expect((await bus.latest('watched', 10)).map(({ seq }) => seq)).toEqual([4, 5, 6]);
    expect((await bus.read('watched', { epoch: null, seq: 2 }, 10)).gap).toBe('too_old');
  });

  it('holds a topic that is watched beyond its age, without the events that are too old', async () => {
    const { bus, clock } = bed();
    await bus.watch('a', null, recordingWatcher().watcher, new AbortController().signal);
    await bus.append('a', note('1'));
    clock.advance(CONTRACT_RETENTION.ageMsMax + 1);
    expect(await bus.latest('a', 10)).toEqual([]);
    expect(await bus.append('a', note('2'))).toBe(2);
    expect((await bus.read('a', { epoch: null, seq: 0 }, 10)).gap).toBe('too_old');
  });
});
