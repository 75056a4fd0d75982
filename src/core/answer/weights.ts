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
  coverage: 2.6526,
  coverageGap: 1.4794,
  own: -1.7206,
  affinity: 3.4607,
  affinityGap: 1.9516,
  antecedent: 0.5352,
  uncoveredShare: -2.0271,
  passageCoverage: 0.8583,
  passageScore: 3.515,
  passageReciprocalRank: 0.9722,
  late: 8.2553,
  length: 0.8852,
  brief: -1.8958,
  novelWords: -1.2179,
  typePresent: 0.7844,
  typeMissing: -0.9125,
  defines: 0.0641,
  opening: 0.2655,
  question: -1,
};

/** P(the best sentence holds the answer). */
export const JUDGE_MODEL: LogisticModel<JudgeFeature> = {
  bias: 0.9013,
  weights: {
    topLogOdds: 0.1476,
    topTwoShare: 0.6961,
    entropy: -3.377,
    scoreMargin: 0.1429,
    coverage: 1.7482,
    affinity: 1.0693,
    exact: -1.0131,
    passageExact: -0.3693,
    uncoveredShare: -2.1092,
    passageCoverage: 0.7726,
    passageCoverageGap: -1.4783,
    late: 1.4962,
    lateGap: -0.7004,
    secondPassageScore: -3.1268,
    passageReciprocalRank: 0.0766,
    typePresent: -0.2697,
    typeMissing: -0.3967,
    length: -0.4733,
    terms: 0.916,
  },
};

/** P(one of the listed passages is what the keywords looked for). */
export const SEARCH_MODEL: LogisticModel<SearchFeature> = {
  bias: -4.6152,
  weights: {
    bestShare: 3.8301,
    unionShare: -1.514,
    late: 7.6725,
    secondPassageScore: -5.2349,
    terms: 1.2193,
  },
};

/** Where 90 % of the answerable questions are still answered. */
export const ABSTAIN_THRESHOLD = 0.22;

/** Least squares of a passage's late interaction on its coverage, for patterns that do not run it. */
export const LATE_FROM_COVERAGE = {
  base: 0.3615,
  slope: 0.4,
};
