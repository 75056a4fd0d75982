import { describe, expect, it } from 'vitest';
import { manualClock } from '../../shared/clock.ts';
import { type CallOutcome, CallWindow } from './call-window.ts';

function filled(counts: Readonly<Record<CallOutcome, number>>) {
  const clock = manualClock(50_000);
  const window = new CallWindow(clock);
  // In turn, so that failures are not in a row.
  const left: Record<CallOutcome, number> = { ...counts };
  const order: readonly CallOutcome[] = ['failed', 'good', 'slow'];
  for (let round = 0; order.some((outcome) => left[outcome] > 0); round++) {
    if (round > 0 && round <= 2) clock.advance(1_000);
    for (const outcome of order) if (left[outcome]-- > 0) window.record(outcome);
  }
  return { clock, window };
}

describe('CallWindow', () => {
  it.each([
    [{ failed: 10, good: 10, slow: 0 }, true],
    [{ failed: 9, good: 11, slow: 0 }, false],
    [{ failed: 9, good: 10, slow: 0 }, false],
    [{ failed: 0, good: 4, slow: 16 }, true],
    [{ failed: 0, good: 5, slow: 15 }, false],
    [{ failed: 0, good: 100, slow: 0 }, false],
  ])('weighs %o', (counts, expected) => {
    expect(filled(counts).window.speaksForOpening).toBe(expected);
  });

  it('opens after five failures in a row that are not of one moment, whatever came before', () => {
    const { window, clock } = filled({ failed: 0, good: 1_000, slow: 0 });
    for (let i = 0; i < 5; i++) window.record('failed');
    expect(window.speaksForOpening).toBe(false);
    clock.advance(199);
    window.record('failed');
    expect(window.speaksForOpening).toBe(false);
    clock.advance(1);
    window.record('failed');
    expect(window.speaksForOpening).toBe(true);
    window.record('good');
    expect(window.speaksForOpening).toBe(false);
  });

  it('looks at the last ten seconds', () => {
    const { window, clock } = filled({ failed: 15, good: 15, slow: 0 });
    clock.advance(9_000);
    expect(window.speaksForOpening).toBe(true);
    clock.advance(1_000);
    expect(window.speaksForOpening).toBe(false);
  });

  it('does not take slow calls of one moment for a slow service', () => {
    const { window, clock } = filled({ failed: 0, good: 0, slow: 0 });
    for (let second = 0; second < 3; second++) {
      expect(window.speaksForOpening).toBe(false);
      clock.advance(1_000);
      for (let i = 0; i < 20; i++) window.record('slow');
    }
    expect(window.speaksForOpening).toBe(true);
    window.clear();
    expect(window.speaksForOpening).toBe(false);
  });
});
