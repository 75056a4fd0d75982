import { parseArgs } from 'node:util';
import { boundedPValue } from '../src/core/statistics/compare-bounded.ts';
import { BURN_IN_COUNT, compareMeans } from '../src/core/statistics/compare-means.ts';
import { sampleRatioPValue } from '../src/core/statistics/sample-ratio.ts';
import { addValue, type Moments, NO_MOMENTS, varianceOf } from '../src/shared/moments.ts';
import { percentile } from '../test/support/percentiles.ts';
import { seededRandom } from '../test/support/seeded-random.ts';

const ALPHA = 0.05;
/** Two-sided 5 % quantiles of the normal and of χ² with one degree of freedom. */
const NORMAL_QUANTILE = 1.96;
const CHI_SQUARE_QUANTILE = 3.841;
const UNIT = { min: 0, max: 1 };

type Random = () => number;
/** Draws a value of the control or, where the effect is asked for, of the variant. */
type Law = {
  readonly name: string;
  readonly effect: string;
  readonly bounded: boolean;
  draw(random: Random, effect: boolean): number;
};
type Test = (control: Moments, variant: Moments) => boolean;

const LAWS: readonly Law[] = [
  bernoulli(0.1, 0.15, true),
  bernoulli(0.5, 0.6, true),
  {
    name: 'uniform on [0, 1]',
    effect: '+.045',
    bounded: true,
    draw: (random, effect) => Math.min(1, random() * (effect ? 1.1 : 1)),
  },
  bernoulli(0.1, 0.15, false),
  bernoulli(0.02, 0.04, false),
  { name: 'normal', effect: '+.2 σ', bounded: false, draw: (random, effect) => normal(random) + (effect ? 0.2 : 0) },
  {
    name: 'exponential',
    effect: '+20 %',
    bounded: false,
    draw: (random, effect) => -Math.log(1 - random()) * (effect ? 1.2 : 1),
  },
  {
    name: 'log-normal, σ 1',
    effect: '+20 %',
    bounded: false,
    draw: (random, effect) => Math.exp(normal(random)) * (effect ? 1.2 : 1),
  },
];

const bounded: Test = (control, variant) => boundedPValue(control, variant, UNIT) <= ALPHA;
const mixture: Test = (control, variant) => compareMeans(control, variant, { alpha: ALPHA }).pValue <= ALPHA;

/** Welch's test as it is read off a dashboard: from the same burn-in on, at every value. */
const fixedHorizon: Test = (control, variant) => {
  if (Math.min(control.count, variant.count) < BURN_IN_COUNT) return false;
  const variance = varianceOf(control) / control.count + varianceOf(variant) / variant.count;
  return variance > 0 && Math.abs(variant.mean - control.mean) / Math.sqrt(variance) > NORMAL_QUANTILE;
};

/** `queryloom eval statistics [--streams 1000] [--values 2000] [--seed 1]`: false alarms and power of what decides experiments. */
export async function statistics(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      streams: { type: 'string', default: '1000' },
      values: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const plan = { streams: Number(values.streams), values: Number(values.values), seed: Number(values.seed) };
  console.log(`${plan.streams} streams of ${plan.values} values each, watched at every value, seed ${plan.seed}\n`);
  console.log('| values | test | false alarms | t-test watched alike | effect | found | median values until found |');
  console.log('|---|---|---|---|---|---|---|');
  let worst = 0;
  for (const law of LAWS) worst = Math.max(worst, printLaw(law, plan));
  console.log('\n| shares | false alarms | χ² watched alike | true shares | found | median units until found |');
  console.log('|---|---|---|---|---|---|');
  worst = Math.max(worst, printRatios(plan));
  return worst <= ALPHA ? 0 : 1;
}

type Plan = { readonly streams: number; readonly values: number; readonly seed: number };

function printLaw(law: Law, plan: Plan): number {
  const test = law.bounded ? bounded : mixture;
  const same = crossings(law, test, { ...plan, effect: false });
  const control = crossings(law, fixedHorizon, { ...plan, effect: false });
  const different = crossings(law, test, { ...plan, effect: true });
  const alarms = same.length / plan.streams;
  const cells = [
    ...[law.name, law.bounded ? 'bounded' : 'normal mixture', percent(alarms), percent(control.length / plan.streams)],
    ...[law.effect, percent(different.length / plan.streams), String(percentile(different, 0.5))],
  ];
  console.log(`| ${cells.join(' | ')} |`);
  return alarms;
}

/** The value at which each stream that crossed did so for the first time. */
function crossings(
  law: Law,
  test: Test,
  { streams, values, seed, effect }: Plan & { effect: boolean },
): readonly number[] {
  const crossed: number[] = [];
  for (let stream = 0; stream < streams; stream++) {
    const random = seededRandom(seed * 1_000_003 + stream);
    const at = firstCrossing(values, random, (isVariant) => law.draw(random, effect && isVariant), test);
    if (at !== null) crossed.push(at);
  }
  return crossed;
}

function firstCrossing(
  values: number,
  random: Random,
  draw: (isVariant: boolean) => number,
  test: Test,
): number | null {
  let control = NO_MOMENTS;
  let variant = NO_MOMENTS;
  for (let i = 1; i <= values; i++) {
    const isVariant = random() < 0.5;
    if (isVariant) variant = addValue(variant, draw(true), 0.5);
    else control = addValue(control, draw(false), 0.5);
    if (control.count > 0 && variant.count > 0 && test(control, variant)) return i;
  }
  return null;
}

function printRatios(plan: Plan): number {
  const even = ratioCrossings(0.5, plan, sequentialRatio);
  const control = ratioCrossings(0.5, plan, chiSquare);
  const skewed = ratioCrossings(0.45, { ...plan, values: plan.values * 5 }, sequentialRatio);
  const alarms = even.length / plan.streams;
  const found = percent(skewed.length / plan.streams);
  const cells = [
    '50 : 50',
    percent(alarms),
    percent(control.length / plan.streams),
    `45 : 55, ${plan.values * 5} units`,
  ];
  console.log(`| ${[...cells, found, percentile(skewed, 0.5)].join(' | ')} |`);
  return alarms;
}

const sequentialRatio = (counts: readonly number[]): boolean =>
  sampleRatioPValue([{ counts, shares: [0.5, 0.5] }]) <= ALPHA;

const chiSquare = ([first = 0, second = 0]: readonly number[]): boolean =>
  first + second >= 2 * BURN_IN_COUNT && (first - second) ** 2 / (first + second) > CHI_SQUARE_QUANTILE;

function ratioCrossings(
  share: number,
  { streams, values, seed }: Plan,
  test: (counts: readonly number[]) => boolean,
): readonly number[] {
  const crossed: number[] = [];
  for (let stream = 0; stream < streams; stream++) {
    const random = seededRandom(seed * 2_000_003 + stream);
    let first = 0;
    for (let i = 1; i <= values; i++) {
      if (random() < share) first++;
      if (!test([first, i - first])) continue;
      crossed.push(i);
      break;
    }
  }
  return crossed;
}

function bernoulli(chance: number, raised: number, isBounded: boolean): Law {
  const draw = (random: Random, effect: boolean) => (random() < (effect ? raised : chance) ? 1 : 0);
  return { name: `0 or 1, ${percent(chance)} ones`, effect: `${percent(raised)} ones`, bounded: isBounded, draw };
}

/** Box and Muller's transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
