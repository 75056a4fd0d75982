import { momentsOf } from '../../shared/moments.ts';
import type { PatternName } from '../query/query-request.ts';
import { compareBounded } from '../statistics/compare-bounded.ts';
import { type PatternFigures, patternFigures } from './pattern-figures.ts';
import type { SettingName, TuningSettings } from './tuning-settings.ts';
import { rewardOfQuery, type UsedQuery } from './used-query.ts';

/** A change of one setting that past queries speak for. `strong` evidence holds at every look; only it is ever applied unasked. */
export type Proposal = {
  /** Follows from the setting and the value. */
  readonly proposalId: string;
  readonly setting: SettingName;
  readonly value: PatternName | number;
  readonly current: PatternName | number | null;
  readonly reason: string;
  /** What is expected of it, from past queries. */
  readonly expected: Readonly<Record<string, number>>;
  readonly evidence: 'strong' | 'moderate';
  readonly basedOn: number;
};

/** Queries of each pattern before one is proposed in place of another. */
const QUERIES_MIN = 30;
/** A pattern is better when its mean quality is so much higher; as good when it is not lower by more than the second. */
const BETTER_BY = 0.03;
const AS_GOOD_BY = 0.01;
/** What strong evidence of "as good" rules out. */
const WORSE_BY_MAX = 0.05;
/** A pattern that is as good is worth taking when it needs at most so much of the time. */
const FASTER_RATIO = 0.7;
/** What `auto` takes untuned, without a limit of time. */
const AUTO_PATTERN: PatternName = 'fused';

/** Ratings before a threshold is proposed, bad answers it must have avoided, and good ones it may lose. */
const RATINGS_MIN = 20;
const AVOIDED_MIN = 5;
const LOST_SHARE_MAX = 0.1;
/** Good answers lost weigh as much as so many bad ones avoided. */
const LOST_WEIGHT = 2;
const THRESHOLDS = Array.from({ length: 12 }, (_, i) => (25 + 5 * i) / 100);
const GOOD_REWARD_MIN = 0.5;

const UNIT = { min: 0, max: 1 };
const ALPHA = 0.05;

/** What the queries speak for beyond what is in force. At most one proposal a setting. */
export function propose(queries: readonly UsedQuery[], settings: TuningSettings): readonly Proposal[] {
  return [proposePattern(queries, settings), proposeThreshold(queries, settings)].filter((each) => each !== null);
}

function proposePattern(queries: readonly UsedQuery[], { autoPattern }: TuningSettings): Proposal | null {
  const figures = patternFigures(queries).filter((each) => each.queries >= QUERIES_MIN);
  const current = figures.find(({ pattern }) => pattern === (autoPattern ?? AUTO_PATTERN));
  if (current === undefined) return null;
  const proposals = figures.flatMap((each) => (each === current ? [] : (comparePair(each, current) ?? [])));
  const [best] = proposals.toSorted((a, b) => (b.expected['quality'] ?? 0) - (a.expected['quality'] ?? 0));
  return best === undefined ? null : { ...best, current: autoPattern };
}

function comparePair(candidate: PatternFigures, current: PatternFigures): Proposal | null {
  const gain = candidate.moments.mean - current.moments.mean;
  const { low } = compareBounded(current.moments, candidate.moments, { alpha: ALPHA / 2, bounds: UNIT });
  const isBetter = gain >= BETTER_BY;
  const isAsGood = gain >= -AS_GOOD_BY && candidate.p50Ms <= FASTER_RATIO * current.p50Ms;
  if (!isBetter && !isAsGood) return null;
  const isStrong = (low ?? -1) > (isBetter ? 0 : -WORSE_BY_MAX);
  const { pattern } = candidate;
  return {
    proposalId: `auto_pattern.${pattern}`,
    setting: 'autoPattern',
    value: pattern,
    current: null,
    reason: `"${pattern}" ${isBetter ? 'answers better than' : 'answers as well as'} "${current.pattern}" (quality ${candidate.moments.mean.toFixed(2)} over ${candidate.queries} queries against ${current.moments.mean.toFixed(2)} over ${current.queries}) and takes ${candidate.p50Ms.toFixed(1)} ms against ${current.p50Ms.toFixed(1)}. The two answered different questions.`,
    expected: { quality: gain, p50_ms: candidate.p50Ms - current.p50Ms, p95_ms: candidate.p95Ms - current.p95Ms },
    evidence: isStrong ? 'strong' : 'moderate',
    basedOn: candidate.queries + current.queries,
  };
}

type Rated = { readonly confidence: number; readonly isGood: boolean };

function proposeThreshold(queries: readonly UsedQuery[], { minConfidence }: TuningSettings): Proposal | null {
  const floor = minConfidence ?? 0;
  // What is held back already says nothing about holding back more.
  const answered = queries.filter((query) => query.answered && query.confidence >= floor);
  const rated = answered.flatMap((query): readonly Rated[] => {
    const value = rewardOfQuery(query);
    return value === null ? [] : [{ confidence: query.confidence, isGood: value >= GOOD_REWARD_MIN }];
  });
  if (rated.length < RATINGS_MIN) return null;
  const choices = THRESHOLDS.filter((value) => value > floor).map((value) => ({ value, ...weigh(rated, value) }));
  const [best] = choices.filter(isWorthIt).toSorted((a, b) => b.net - a.net || a.value - b.value);
  if (best === undefined) return null;
  const { value, avoided, lost, good } = best;
  const held = answered.filter(({ confidence }) => confidence < value).length / answered.length;
  return {
    proposalId: `min_confidence.${value}`,
    setting: 'minConfidence',
    value,
    current: minConfidence,
    reason: `Of ${rated.length} rated answers, asking for a confidence of ${value} would have held back ${avoided} of ${rated.length - good} bad ones and ${lost} of ${good} good ones.`,
    expected: { bad_avoided: avoided, good_lost: lost, held_back_share: held },
    evidence: isApart(rated, value) ? 'strong' : 'moderate',
    basedOn: rated.length,
  };
}

function weigh(rated: readonly Rated[], value: number) {
  const good = rated.filter(({ isGood }) => isGood).length;
  const below = rated.filter(({ confidence }) => confidence < value);
  const lost = below.filter(({ isGood }) => isGood).length;
  const avoided = below.length - lost;
  return { good, lost, avoided, net: avoided - LOST_WEIGHT * lost };
}

function isWorthIt({ good, lost, avoided, net }: ReturnType<typeof weigh>): boolean {
  return avoided >= AVOIDED_MIN && net > 0 && lost <= LOST_SHARE_MAX * good;
}

/** Answers above the value are rated good more often than those below it, by more than chance, whichever value was chosen. */
function isApart(rated: readonly Rated[], value: number): boolean {
  const shares = (isAbove: boolean) =>
    momentsOf(
      rated.filter(({ confidence }) => confidence >= value === isAbove).map(({ isGood }) => (isGood ? 1 : 0)),
      0.5,
    );
  const alpha = ALPHA / THRESHOLDS.length;
  const { low } = compareBounded(shares(false), shares(true), { alpha, bounds: UNIT });
  return (low ?? -1) > 0;
}
