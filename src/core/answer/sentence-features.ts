import type { ExpectedAnswer, ReadQuestion } from './read-question.ts';
import { lateOf, type PassageReading, type SentenceCandidate } from './sentence-candidates.ts';
import type { SentenceFacts } from './sentence-facts.ts';

/** What the sentence score is made of; ratios and counts only, so that it means the same in a small and a large corpus. */
export const SENTENCE_FEATURES = [
  'coverage',
  'coverageGap',
  'own',
  'affinity',
  'affinityGap',
  'antecedent',
  'uncoveredShare',
  'passageCoverage',
  'passageScore',
  'passageReciprocalRank',
  'late',
  'length',
  'brief',
  'novelWords',
  'typePresent',
  'typeMissing',
  'defines',
  'opening',
  'question',
] as const;

export type SentenceFeature = (typeof SENTENCE_FEATURES)[number];

/** A term counts as not covered below this credit: weaker than a near synonym. */
export const COVERED_CREDIT_MIN = 0.3;
/** Fewer words are headings, labels and list stubs rather than statements. */
const BRIEF_WORDS_MAX = 4;

/** Feature rows of the candidates, each in the order of `SENTENCE_FEATURES`. */
export function sentenceFeatures(
  question: ReadQuestion,
  readings: readonly PassageReading[],
  candidates: readonly SentenceCandidate[],
): readonly Float64Array[] {
  const best = candidates.reduce((most, candidate) => Math.max(most, candidate.coverage), 0);
  const asked = new Set(question.terms.map(({ stem }) => stem));
  const affine = candidates.reduce((most, candidate) => Math.max(most, candidate.affinity), 0);
  return candidates.map((candidate) => {
    const reading = readings[candidate.passage];
    const novel = novelWordCount(asked, candidate);
    const present = holdsExpected(question, candidate.read.facts);
    const typed = question.expected !== 'open';
    return Float64Array.of(
      candidate.coverage,
      candidate.coverage - best,
      candidate.own,
      candidate.affinity,
      candidate.affinity - affine,
      candidate.antecedent,
      uncoveredShare(candidate.credits),
      reading?.coverage ?? 0,
      reading?.passage.score ?? 0,
      1 / (candidate.passage + 1),
      reading === undefined ? 0 : lateOf(reading),
      Math.log1p(candidate.read.wordCount),
      candidate.read.wordCount <= BRIEF_WORDS_MAX ? 1 : 0,
      Math.log1p(novel),
      typed && present ? 1 : 0,
      typed && !present ? 1 : 0,
      definesTerms(question, candidate.read.facts),
      candidate.sentence === 0 ? 1 : 0,
      candidate.text.endsWith('?') ? 1 : 0,
    );
  });
}

/** Share of the terms without a match worth the name. */
export function uncoveredShare(credits: Float64Array): number {
  let missing = 0;
  for (const credit of credits) if (credit < COVERED_CREDIT_MIN) missing++;
  return credits.length === 0 ? 1 : missing / credits.length;
}

/** The sentence holds something of the expected kind that the question did not say itself. */
export function holdsExpected(question: ReadQuestion, facts: SentenceFacts): boolean {
  if (question.expected === 'reason') return facts.reason;
  return candidatesFor(question.expected, facts).some((word) => !question.said.has(word));
}

function candidatesFor(expected: ExpectedAnswer, facts: SentenceFacts): readonly string[] {
  switch (expected) {
    case 'time':
      return facts.times;
    case 'number':
      return facts.numbers;
    case 'person':
      return facts.names;
    case 'place':
      return facts.places;
    default:
      return [];
  }
}

function novelWordCount(asked: ReadonlySet<string>, candidate: SentenceCandidate): number {
  return candidate.read.words.reduce((count, { stem }) => count + (asked.has(stem) ? 0 : 1), 0);
}

/** For "what is X": share of X's words that the sentence's subject has. */
function definesTerms(question: ReadQuestion, facts: SentenceFacts): number {
  if (!question.definition || question.terms.length === 0 || facts.subject.length === 0) return 0;
  const subject = new Set(facts.subject);
  return question.terms.filter(({ word }) => subject.has(word)).length / question.terms.length;
}
