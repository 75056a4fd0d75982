import type { ReadQuestion } from './read-question.ts';
import { lateOf, type PassageReading } from './sentence-candidates.ts';

/** What the confidence that a topic is in the documents is made of; shares only, as for answers and listings. */
export const TOPIC_FEATURES = ['bestShare', 'unionShare', 'rarest', 'nearShare', 'late', 'terms', 'single'] as const;
/** A feature of `TOPIC_MODEL`. */
export type TopicFeature = (typeof TOPIC_FEATURES)[number];

/** Passages that the features look at, so that they mean the same in every pattern. */
const PASSAGES_MAX = 8;
/** A passage is near when it has this share of the topic's weight. */
const NEAR_SHARE = 0.5;

/** Evidence that the passages are about the topic. Unlike a listing, many passages that match are no doubt about any of them. */
export function topicFeatures(question: ReadQuestion, all: readonly PassageReading[]): Record<TopicFeature, number> {
  const readings = all.slice(0, PASSAGES_MAX);
  const exact = question.terms.map((_, i) => readings.some(({ credits }) => credits[i] === 1));
  const union = question.terms.reduce((sum, { weight }, i) => sum + (exact[i] === true ? weight : 0), 0);
  const heaviest = question.terms.reduce(
    (top, { weight }, i) => (weight > (question.terms[top]?.weight ?? 0) ? i : top),
    0,
  );
  const near = readings.filter(({ coverage }) => coverage >= NEAR_SHARE).length;
  return {
    bestShare: readings.reduce((most, { coverage }) => Math.max(most, coverage), 0),
    unionShare: question.weight > 0 ? union / question.weight : 0,
    rarest: exact[heaviest] === true ? 1 : 0,
    nearShare: near / Math.max(1, readings.length),
    late: readings.reduce((most, reading) => Math.max(most, lateOf(reading)), 0),
    terms: Math.log1p(question.terms.length),
    single: question.terms.length === 1 && exact[0] === true ? 1 : 0,
  };
}
