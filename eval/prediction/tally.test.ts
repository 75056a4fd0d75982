import { describe, expect, it } from 'vitest';
import { Tally } from './tally.ts';

const INTENTS = new Map([
  ['a1', 'a'],
  ['a2', 'a'],
  ['b1', 'b'],
]);
const next = { text: 'a1', intent: 'a' };

describe('Tally', () => {
  it('counts words and intents among the first few', () => {
    const tally = new Tally(2, INTENTS);
    tally.add([{ text: 'a2', probability: 0.5 }], next);
    tally.add(
      [
        { text: 'b1', probability: 0.5 },
        { text: 'a1', probability: 0.3 },
      ],
      next,
    );
    tally.add(
      [
        { text: 'b1', probability: 0.5 },
        { text: 'b1', probability: 0.3 },
        { text: 'a1', probability: 0.1 },
      ],
      next,
    );
    tally.add([], next);
    expect(tally.figures()).toMatchObject({ count: 4, hits: 0.25, intentHits: 0.5, largestSum: 0.9 });
    expect(tally.figures().meanSum).toBeCloseTo((0.5 + 0.8 + 0.9) / 4, 12);
  });

  it('compares what was said with what came true', () => {
    const sure = new Tally(1, INTENTS);
    for (let i = 0; i < 10; i++) sure.add([{ text: i < 8 ? 'a1' : 'b1', probability: 0.8 }], next);
    expect(sure.figures().calibrationError).toBeCloseTo(0, 12);
    const vain = new Tally(1, INTENTS);
    for (let i = 0; i < 10; i++) vain.add([{ text: i < 3 ? 'a1' : 'b1', probability: 0.8 }], next);
    expect(vain.figures().calibrationError).toBeCloseTo(0.5, 12);
  });
});
