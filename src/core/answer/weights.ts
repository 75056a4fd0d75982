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
  coverage: 4.1493,
  coverageGap: 2.4619,
  own: -2.6644,
  affinity: 3.3646,
  affinityGap: 2.0685,
  antecedent: 0.5981,
  uncoveredShare: -0.9294,
  passageCoverage: -0.0654,
  passageScore: 3.1191,
  passageReciprocalRank: 1.9306,
  late: 5.7326,
  length: 0.8508,
  brief: -1.4854,
  novelWords: -1.1926,
  typePresent: 0.7996,
  typeMissing: -0.8912,
  defines: 0.3476,
  opening: 0.2564,
  question: -1,
};

/** P(the best sentence holds the answer). */
export const JUDGE_MODEL: LogisticModel<JudgeFeature> = {
  bias: -1.4369,
  weights: {
    topLogOdds: 0.1705,
    topTwoShare: 1.4476,
    entropy: -2.436,
    scoreMargin: 0.2005,
    coverage: 1.1002,
    affinity: -0.0914,
    exact: -0.0877,
    passageExact: 0.356,
    uncoveredShare: -1.7924,
    passageCoverage: 0.231,
    passageCoverageGap: -0.8206,
    late: 3.1038,
    lateGap: -2.6989,
    secondPassageScore: -4.332,
    passageReciprocalRank: 0.6317,
    typePresent: -0.2247,
    typeMissing: -0.2046,
    length: -0.4604,
    terms: 1.2822,
  },
};

/** P(one of the listed passages is what the keywords looked for). */
export const SEARCH_MODEL: LogisticModel<SearchFeature> = {
  bias: -6.3553,
  weights: {
    bestShare: 3.5776,
    unionShare: -0.8811,
    late: 8.4487,
    secondPassageScore: -5.0376,
    terms: 1.551,
  },
};

/** Where 90 % of the answerable questions are still answered. */
export const ABSTAIN_THRESHOLD = 0.22;

/** Least squares of a passage's late interaction on its coverage, for patterns that do not run it. */
export const LATE_FROM_COVERAGE = {
  base: 0.462,
  slope: 0.3994,
};
