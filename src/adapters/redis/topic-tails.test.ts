import { describe, expect, it } from 'vitest';
import { manualClock } from '../../shared/clock.ts';
import { TopicTails } from './topic-tails.ts';

const held = (seq: number, body = 'x') => ({
  id: `e${seq}`,
  event: { seq, keptBefore: seq - 1, atMs: 0, kept: true, body },
});
const seqs = (tails: TopicTails, topic = 'a') => tails.get(topic)?.events.map(({ event }) => event.seq);

describe('TopicTails', () => {
  it('holds the newest events of a topic in order, each once, whichever way they come', () => {
    const tails = new TopicTails(manualClock(), 1_000);
    for (const seq of [1, 3, 2, 3, 4]) tails.hold('a', 't1', held(seq));
    expect(seqs(tails)).toEqual([1, 2, 3, 4]);
    for (let seq = 5; seq <= 700; seq++) tails.hold('a', 't1', held(seq));
    expect(seqs(tails)).toHaveLength(500);
    expect(tails.get('a')).toMatchObject({ epoch: 't1', lastSeq: 700 });
  });

  it('forgets another epoch, and topics untouched for as long as Redis keeps them', () => {
    const clock = manualClock();
    const tails = new TopicTails(clock, 1_000);
    tails.hold('a', 't1', held(9));
    tails.hold('a', 't2', held(1));
    expect(tails.get('a')).toMatchObject({ epoch: 't2', lastSeq: 1 });
    clock.advance(1_001);
    expect(tails.get('a')).toBeUndefined();
  });

  it('forgets the topics untouched longest when it holds too much', () => {
    const tails = new TopicTails(manualClock(), 1_000);
    const large = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 40; i++) tails.hold(`topic ${i}`, 't', held(1, large));
    expect(tails.get('topic 0')).toBeUndefined();
    expect(tails.get('topic 39')).toBeDefined();
    for (let i = 0; i < 5_000; i++) tails.know(`small ${i}`, 't', 1);
    expect(tails.get('topic 39')).toBeUndefined();
  });
});
