import type { SentenceRanking } from './rank-sentences.ts';
import type { ReadQuestion } from './read-question.ts';
import { lateOf, type PassageReading, type SentenceCandidate } from './sentence-candidates.ts';
import { COVERED_CREDIT_MIN, holdsExpected, uncoveredShare } from './sentence-features.ts';

/** What the confidence of an answer is made of. No raw BM25 or cosine: their scale belongs to one corpus and one embedder. */
export const JUDGE_FEATURES = [
  'topLogOdds',
  'topTwoShare',
  'entropy',
  'scoreMargin',
  'coverage',
  'affinity',
  'exact',
  'passageExact',
  'uncoveredShare',
  'passageCoverage',
  'passageCoverageGap',
  'late',
  'lateGap',
  'secondPassageScore',
  'passageReciprocalRank',
  'typePresent',
  'typeMissing',
  'length',
  'terms',
] as const;

export type JudgeFeature = (typeof JUDGE_FEATURES)[number];

/** Keeps the log-odds of a near-certain sentence from outweighing everything else. */
const LOG_ODDS_MAX = 6;

/** A lone passage is neither better nor worse than the next; far behind is far behind, in a corpus of five documents above all. */
const SECOND_SCORE_USUAL = 0.8;
const SECOND_SCORE_MIN = 0.5;

/** Evidence for the best sentence; `ranking.order` must not be empty. */
export function judgeFeatures(
  question: ReadQuestion,
  readings: readonly PassageReading[],
  candidates: readonly SentenceCandidate[],
  ranking: SentenceRanking,
): Record<JudgeFeature, number> | null {
  const [first = -1, second = -1] = ranking.order;
  const top = candidates[first];
  const reading = top === undefined ? undefined : readings[top.passage];
  if (top === undefined || reading === undefined) return null;
  const probability = ranking.probabilities[first] ?? 0;
  const runnerUp = ranking.probabilities[second] ?? 0;
  const others = readings.filter((other) => other !== reading);
  const present = holdsExpected(question, top);
  const typed = question.expected !== 'open';
  return {
    topLogOdds: second < 0 ? 0 : logOdds(probability),
    topTwoShare: probability + runnerUp,
    entropy: entropyShare(ranking.probabilities),
    scoreMargin: second < 0 ? 0 : Math.min(LOG_ODDS_MAX, (ranking.scores[first] ?? 0) - (ranking.scores[second] ?? 0)),
    coverage: top.coverage,
    affinity: top.affinity,
    exact: exactShare(question, top.credits),
    passageExact: exactShare(question, reading.credits),
    uncoveredShare: uncoveredShare(top.credits),
    passageCoverage: reading.coverage,
    passageCoverageGap: gap(reading, others, (other) => other.coverage),
    late: lateOf(reading),
    lateGap: gap(reading, others, lateOf),
    secondPassageScore: Math.max(SECOND_SCORE_MIN, readings[1]?.passage.score ?? SECOND_SCORE_USUAL),
    passageReciprocalRank: 1 / (top.passage + 1),
    typePresent: typed && present ? 1 : 0,
    typeMissing: typed && !present ? 1 : 0,
    length: Math.log1p(top.read.wordCount),
    terms: Math.log1p(question.terms.length),
  };
}

/** Terms of the question that no passage read holds, heaviest first. */
export function missingTerms(question: ReadQuestion, readings: readonly PassageReading[]): readonly string[] {
  return question.terms
    .filter((_, i) => readings.every(({ credits }) => (credits[i] ?? 0) < COVERED_CREDIT_MIN))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ word }) => word);
}

/** Weighted share of the terms that stand there by their stem. */
function exactShare(question: ReadQuestion, credits: Float64Array): number {
  const sum = question.terms.reduce((total, { weight }, i) => total + (credits[i] === 1 ? weight : 0), 0);
  return question.weight > 0 ? sum / question.weight : 0;
}

function logOdds(probability: number): number {
  const odds = Math.log(Math.max(probability, 1e-9) / Math.max(1 - probability, 1e-9));
  return Math.min(LOG_ODDS_MAX, Math.max(-LOG_ODDS_MAX, odds));
}

/** Entropy of the shares of `values`, divided by its maximum; 0 for fewer than two. */
function entropyShare(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (values.length < 2 || total <= 0) return 0;
  const entropy = values.reduce((sum, value) => {
    const share = Math.max(0, value) / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return entropy / Math.log(values.length);
}

function gap(own: PassageReading, others: readonly PassageReading[], of: (reading: PassageReading) => number): number {
  return others.length === 0 ? 0 : of(own) - highest(others.map(of));
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
