import { beforeEach, describe, expect, it } from 'vitest';
import { type Entry, Place } from './place.ts';

const ENTRY = { enteredMs: 0, epoch: 0, aloneAs: null, fromLine: false, onCredit: false };

let told: string[];
let turns: (() => void)[];

beforeEach(() => {
  told = [];
  turns = [];
});

function open(): Place {
  const owner = {
    freed: (_entry: Entry, { measured }: { measured: boolean }) => void told.push(`freed ${measured}`),
    resting: (change: number) => void told.push(`resting ${change}`),
  };
  return new Place(owner, ENTRY, { ask: (begin) => turns.push(begin) });
}

describe('Place', () => {
  it('is freed as it is left', () => {
    open().leave({ measured: true });
    open().leave({ measured: false });
    expect(told).toEqual(['freed true', 'freed false']);
  });

  it('is freed when its call only waits from now on, and its time is no measure', () => {
    const place = open();
    place.rest();
    place.rest();
    expect(told).toEqual(['resting 1', 'freed false']);
    place.leave({ measured: true });
    expect(told).toEqual(['resting 1', 'freed false', 'resting -1']);
  });

  it('is left once', () => {
    const place = open();
    place.leave({ measured: true });
    expect(() => place.leave({ measured: true })).toThrow('left once');
    place.rest();
    expect(told).toEqual(['freed true']);
  });

  it('begins nothing for a call that has left', () => {
    const begun: string[] = [];
    const [left, stays] = [open(), open()];
    left.whenItsTurn(() => begun.push('left'));
    stays.whenItsTurn(() => begun.push('stays'));
    left.leave({ measured: false });
    for (const turn of turns) turn();
    expect(begun).toEqual(['stays']);
  });
});
