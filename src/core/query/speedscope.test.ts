import { describe, expect, it } from 'vitest';
import type { Flame } from './flamegraph.ts';
import { toSpeedscope } from './speedscope.ts';

/** Three walks added up: the children's tenths do not sum to a round number. */
const WALKS: Flame = flame('query', 30, [
  flame('retrieve', 12, [flame('lexical', 0.1 + 0.1 + 0.1), flame('dense', 0.2 + 0.2 + 0.2)]),
  flame('answer', 15),
]);

describe('toSpeedscope', () => {
  it('opens and closes every frame once, properly nested, at times that never go back', () => {
    const { shared, profiles } = toSpeedscope(WALKS, 'walks');
    const open: number[] = [];
    let last = 0;
    for (const { type, frame, at } of profiles[0]?.events ?? []) {
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
      if (type === 'O') open.push(frame);
      else expect(open.pop()).toBe(frame);
    }
    expect(open).toEqual([]);
    expect(shared.frames.map(({ name }) => name)).toEqual(['query', 'retrieve', 'lexical', 'dense', 'answer']);
    expect(profiles[0]?.endValue).toBe(last);
  });

  it('leaves what no child took to the parent itself', () => {
    const [profile] = toSpeedscope(WALKS, 'walks').profiles;
    expect(profile).toMatchObject({ name: 'walks', unit: 'milliseconds', startValue: 0, endValue: 30 });
    expect(profile?.events.find(({ frame }) => frame === 4)).toEqual({ type: 'O', frame: 4, at: 12 });
  });

  it('gives frames of one name one number', () => {
    const { shared, profiles } = toSpeedscope(flame('query', 2, [flame('answer', 1), flame('answer', 1)]), 'walks');
    expect(shared.frames).toEqual([{ name: 'query' }, { name: 'answer' }]);
    expect(profiles[0]?.events).toHaveLength(6);
  });
});

function flame(name: string, value: number, children: readonly Flame[] = []): Flame {
  return { name, value, children };
}
