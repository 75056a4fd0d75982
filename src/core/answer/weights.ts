import type { LogisticModel } from './confidence.ts';
import type { JudgeFeature } from './judge-features.ts';
import type { SearchFeature } from './search-answer.ts';
import type { SentenceFeature } from './sentence-features.ts';

/**
 * Written by `npm run eval:answers -- --write`, fitted on 569 questions of 24 articles (XQuAD English), each asked
 * with its paragraph indexed and again with it withheld: the prior is 1:1. Weights are collinear; none means much alone.
 */
export const FITTED_ON = '569 questions of 24 articles (XQuAD English)';

/** Conditional logit over the sentences of one question. */
export const SENTENCE_WEIGHTS: Readonly<Record<SentenceFeature, number>> = {
  coverage: 4.1388,
  coverageGap: 2.4619,
  own: -2.5542,
  affinity: 3.2876,
  affinityGap: 2.0245,
  antecedent: 0.5932,
  uncoveredShare: -0.9187,
  passageCoverage: 0.0097,
  passageScore: 2.654,
  passageReciprocalRank: 2.1882,
  late: 5.529,
  length: 0.8121,
  brief: -1.5241,
  novelWords: -1.1643,
  typePresent: 0.7976,
  typeMissing: -0.891,
  defines: 0.3415,
  opening: 0.2478,
  question: -1,
};

/** P(the best sentence holds the answer). */
export const JUDGE_MODEL: LogisticModel<JudgeFeature> = {
  bias: -1.1815,
  weights: {
    topLogOdds: 0.1931,
    topTwoShare: 1.1292,
    entropy: -2.4344,
    scoreMargin: 0.2134,
    coverage: 0.9447,
    affinity: -0.125,
    exact: -0.1598,
    passageExact: 0.4639,
    uncoveredShare: -1.7598,
    passageCoverage: 0.0912,
    passageCoverageGap: -0.9802,
    late: 3.2336,
    lateGap: -2.1482,
    secondPassageScore: -4.2393,
    passageReciprocalRank: 0.6557,
    typePresent: -0.2935,
    typeMissing: -0.2173,
    length: -0.3835,
    terms: 1.1175,
  },
};

/** P(one of the listed passages is what the keywords looked for). */
export const SEARCH_MODEL: LogisticModel<SearchFeature> = {
  bias: -6.2215,
  weights: {
    bestShare: 3.5232,
    unionShare: -0.7761,
    late: 8.4219,
    secondPassageScore: -5.0889,
    terms: 1.4758,
  },
};

/** Where 90 % of the answerable questions are still answered. */
export const ABSTAIN_THRESHOLD = 0.22;

/** Least squares of a passage's late interaction on its coverage, for patterns that do not run it. */
export const LATE_FROM_COVERAGE = {
  base: 0.4617,
  slope: 0.4001,
};
