import { describe, expect, it } from 'vitest';
import { experimentOf, figuresOf } from '../../../test/support/experiments.ts';
import type { Experiment } from './experiment.ts';
import { summarise } from './summarise.ts';
import { verdictOf } from './verdict.ts';

const ones = (share: number, count = 1_000) => Array.from({ length: count }, (_, i) => (i < count * share ? 1 : 0));
const TWO_METRICS: Partial<Experiment> = {
  metrics: [
    { name: 'good', goal: 'increase', bounds: null },
    { name: 'bad', goal: 'decrease', bounds: null },
  ],
};

function judge(change: Partial<Experiment>, values: Parameters<typeof figuresOf>[0], units: readonly number[] = []) {
  const experiment = experimentOf(change);
  const figures = figuresOf(
    values,
    units.map((count, i) => ({ variant: experiment.variants[i] ?? '', allocation: 0, units: count })),
  );
  return verdictOf(experiment, summarise(experiment, figures));
}

describe('verdictOf', () => {
  it('names the variant to take, with its interval', () => {
    const verdict = judge({}, { a: { m: ones(0.2) }, b: { m: ones(0.5) } });
    expect(verdict).toMatchObject({ state: 'winner', winner: 'b' });
    expect(verdict.text).toMatch(/^Take "b": m of "b" less that of "a" is \+0\.300, between \+0\.\d+ and \+0\.\d+\.$/);
  });

  it('takes the better of two', () => {
    const verdict = judge(
      { variants: ['a', 'b', 'c'] },
      { a: { m: ones(0.2) }, b: { m: ones(0.5) }, c: { m: ones(0.6) } },
    );
    expect(verdict.winner).toBe('c');
  });

  it('keeps the control when every variant is worse', () => {
    const verdict = judge({}, { a: { m: ones(0.5) }, b: { m: ones(0.2) } });
    expect(verdict).toMatchObject({ state: 'control_holds', winner: 'a' });
    expect(verdict.text).toMatch(/^Keep "a": /);
  });

  it('lets nothing win that is worse in another metric, and says so', () => {
    const verdict = judge(TWO_METRICS, {
      a: { good: ones(0.2), bad: ones(0.1) },
      b: { good: ones(0.5), bad: ones(0.5) },
    });
    expect(verdict).toMatchObject({ state: 'open', winner: null });
    expect(verdict.text).toContain('Worse than the control: "b" in bad.');
  });

  it('says what lies within the interval while nothing can be told', () => {
    const verdict = judge({}, { a: { m: ones(0.2, 100) }, b: { m: ones(0.25, 100) } });
    expect(verdict).toMatchObject({ state: 'open', winner: null });
    expect(verdict.text).toMatch(/^No difference can be told yet: .* between -0\.\d+ and \+0\.\d+\.$/);
  });

  it('says what is missing when there are too few values', () => {
    expect(judge({}, { a: { m: [1] }, b: { m: [0, 1] } }).text).toBe(
      'Too early to tell: m needs 25 values that vary of every variant.',
    );
    const bounded: Partial<Experiment> = { metrics: [{ name: 'm', goal: 'increase', bounds: { min: 0, max: 1 } }] };
    expect(judge(bounded, { a: { m: [1] } }).text).toBe('Too early to tell: m needs a value of every variant.');
  });

  it('decides nothing when the units do not follow the weights', () => {
    const verdict = judge({}, { a: { m: ones(0.2) }, b: { m: ones(0.5) } }, [600, 400]);
    expect(verdict).toMatchObject({ state: 'mismatch', winner: null });
    expect(verdict.text).toContain('"a" has 60.0 % instead of 50.0 %');
  });
});
