import type { PatternName } from '../../core/query/query-request.ts';
import { holm } from '../../core/statistics/holm.ts';
import { meanOf, quantileOf } from '../../core/statistics/quantile.ts';
import { signedRankPValue } from '../../core/statistics/signed-rank.ts';

/** What one run of a pattern came to. */
export type Run = { readonly answered: boolean; readonly confidence: number; readonly durationMs: number };
/** Runs by pattern; run i of each belongs to round i. */
export type Runs = ReadonlyMap<PatternName, readonly Run[]>;

export type Measure = 'answered' | 'confidence' | 'duration';

/** One pattern against another in the measure that decides between the two, over the rounds they share. */
export type Pair = {
  readonly patterns: readonly [PatternName, PatternName];
  readonly measure: Measure;
  /** Mean of the first less that of the second. */
  readonly difference: number;
  /** Exact signed ranks over the rounds, corrected for the number of pairs (Holm). */
  readonly pValue: number;
};

export type PatternVerdict = {
  readonly winner: PatternName;
  /** Mean confidence of the winner less the highest of the others. */
  readonly margin: number;
  /** Every pair of the winner's differs by more than its rounds do among themselves. */
  readonly isSignificant: boolean;
  readonly pairs: readonly Pair[];
  readonly reason: string;
};

/** Chance that any pair of equal patterns is called different. */
export const ALPHA = 0.05;
/** Confidence closer than this is the same to whoever reads an answer: then the faster pattern wins. */
const SAME_CONFIDENCE = 0.01;

/** An answer before none, then the higher confidence, then the shorter median. Needs two patterns or more, with as many runs each. */
export function comparePatterns(runs: Runs): PatternVerdict {
  const winner = winnerOf(runs);
  const pairs = pairsOf(runs);
  const own = pairs.filter(({ patterns }) => patterns.includes(winner));
  const others = [...runs].filter(([pattern]) => pattern !== winner).map(([, list]) => confidenceOf(list));
  const isSignificant = own.every(({ pValue }) => pValue <= ALPHA);
  return {
    winner,
    margin: confidenceOf(runs.get(winner) ?? []) - Math.max(...others),
    isSignificant,
    pairs,
    reason: `${own.map((pair) => inWords(pair, winner, runs)).join('; ')}. ${isSignificant ? 'The difference holds' : 'The difference may be chance: it does not hold'} over the runs.`,
  };
}

function winnerOf(runs: Runs): PatternName {
  const ranked = [...runs].toSorted(
    ([, a], [, b]) => answeredShare(b) - answeredShare(a) || confidenceOf(b) - confidenceOf(a),
  );
  const [top] = ranked;
  const equals = ranked.filter(([, list]) => top !== undefined && decisive(list, top[1]) === 'duration');
  const [fastest] = equals.toSorted(([, a], [, b]) => medianMs(a) - medianMs(b));
  return fastest?.[0] ?? 'fast';
}

function pairsOf(runs: Runs): readonly Pair[] {
  const patterns = [...runs.keys()];
  const pairs = patterns.flatMap((first, i) => patterns.slice(i + 1).map((second) => pairOf(runs, [first, second])));
  const corrected = holm(pairs.map(({ pValue }) => pValue));
  return pairs.map((pair, i) => ({ ...pair, pValue: corrected[i] ?? 1 }));
}

function pairOf(runs: Runs, patterns: readonly [PatternName, PatternName]): Pair {
  const [first, second] = patterns.map((pattern) => runs.get(pattern) ?? []);
  const measure = decisive(first ?? [], second ?? []);
  const differences = (first ?? []).map((run, round) => figureOf(run, measure) - figureOf(second?.[round], measure));
  return { patterns, measure, difference: meanOf(differences), pValue: signedRankPValue(differences) };
}

function decisive(first: readonly Run[], second: readonly Run[]): Measure {
  if (answeredShare(first) !== answeredShare(second)) return 'answered';
  return Math.abs(confidenceOf(first) - confidenceOf(second)) >= SAME_CONFIDENCE ? 'confidence' : 'duration';
}

function inWords({ patterns, measure }: Pair, winner: PatternName, runs: Runs): string {
  const other = patterns[0] === winner ? patterns[1] : patterns[0];
  const [own, theirs] = [runs.get(winner) ?? [], runs.get(other) ?? []];
  switch (measure) {
    case 'answered':
      return `${winner} answers where ${other} does not`;
    case 'confidence':
      return `${winner} is surer than ${other} (${confidenceOf(own).toFixed(2)} against ${confidenceOf(theirs).toFixed(2)})`;
    case 'duration':
      return `${winner} is as sure as ${other} and takes ${medianMs(own).toFixed(1)} ms against ${medianMs(theirs).toFixed(1)}`;
  }
}

function figureOf(run: Run | undefined, measure: Measure): number {
  if (run === undefined) return 0;
  if (measure === 'answered') return run.answered ? 1 : 0;
  return measure === 'confidence' ? run.confidence : run.durationMs;
}

function answeredShare(runs: readonly Run[]): number {
  return meanOf(runs.map(({ answered }) => (answered ? 1 : 0)));
}

function confidenceOf(runs: readonly Run[]): number {
  return meanOf(runs.map(({ confidence }) => confidence));
}

function medianMs(runs: readonly Run[]): number {
  return quantileOf(
    runs.map(({ durationMs }) => durationMs),
    0.5,
  );
}
