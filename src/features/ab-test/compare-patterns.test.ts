import { describe, expect, it } from 'vitest';
import { comparePatterns, type Run, type Runs } from './compare-patterns.ts';

/** `rounds` runs; the duration wobbles by a tenth from round to round. */
const runs = (confidence: number, durationMs: number, answered = true, rounds = 8): readonly Run[] =>
  Array.from({ length: rounds }, (_, i) => ({ confidence, answered, durationMs: durationMs * (1 + (i % 3) / 30) }));

const of = (bare: readonly Run[], fast: readonly Run[], fused: readonly Run[]): Runs =>
  new Map([
    ['bare', bare],
    ['fast', fast],
    ['fused', fused],
  ]);

describe('comparePatterns', () => {
  it('takes the surest, however slow', () => {
    const verdict = comparePatterns(of(runs(0.5, 1), runs(0.6, 2), runs(0.8, 9)));
    expect(verdict).toMatchObject({ winner: 'fused', isSignificant: true });
    expect(verdict.margin).toBeCloseTo(0.2, 10);
    expect(verdict.reason).toContain('fused is surer than fast (0.80 against 0.60)');
    expect(verdict.pairs.map(({ measure }) => measure)).toEqual(['confidence', 'confidence', 'confidence']);
  });

  it('takes the fastest of those that are as sure', () => {
    const verdict = comparePatterns(of(runs(0.5, 1), runs(0.795, 2), runs(0.8, 9)));
    expect(verdict).toMatchObject({ winner: 'fast', isSignificant: true });
    expect(verdict.reason).toContain('fast is as sure as fused and takes 2.1 ms against 9.3');
  });

  it('takes an answer before none, even an unsure one', () => {
    const verdict = comparePatterns(of(runs(0.3, 5), runs(0.9, 1, false), runs(0.2, 9, false)));
    expect(verdict.winner).toBe('bare');
    expect(verdict.reason).toContain('bare answers where fast does not');
  });

  it('calls nothing significant that one run more could turn', () => {
    const mixed = (offset: number): readonly Run[] =>
      Array.from({ length: 8 }, (_, i) => ({ confidence: 0.5, answered: true, durationMs: 5 + ((i + offset) % 2) }));
    const verdict = comparePatterns(of(mixed(0), mixed(1), mixed(0)));
    expect(verdict.isSignificant).toBe(false);
    expect(verdict.reason).toContain('may be chance');
  });

  it('cannot tell three patterns apart from three rounds, but two from six', () => {
    expect(comparePatterns(of(runs(0.5, 1, true, 3), runs(0.6, 1, true, 3), runs(0.8, 1, true, 3))).isSignificant).toBe(
      false,
    );
    const two: Runs = new Map([
      ['bare', runs(0.5, 1, true, 6)],
      ['fast', runs(0.6, 1, true, 6)],
    ]);
    expect(comparePatterns(two)).toMatchObject({ winner: 'fast', isSignificant: true, pairs: [{ pValue: 0.03125 }] });
  });
});
