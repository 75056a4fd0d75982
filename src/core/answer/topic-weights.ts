import type { LogisticModel } from './confidence.ts';
import type { TopicFeature } from './topic-features.ts';

/**
 * P(the passages are about the topic). Written by `npm run eval:topics -- --write`, fitted on 1707 topics out of 569 questions
 * (XQuAD English), each asked with its article indexed and again with the article withheld: the prior is 1:1.
 */
export const TOPIC_MODEL: LogisticModel<TopicFeature> = {
  bias: -10.6903,
  weights: {
    bestShare: 3.9184,
    unionShare: 1.0281,
    rarest: -0.7027,
    nearShare: -0.2102,
    late: 8.9082,
    terms: 1.5298,
    single: 4.4332,
  },
};

/** Where 90 % of the topics that are there are still taken up. */
export const TOPIC_THRESHOLD = 0.34;
