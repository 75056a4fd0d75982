import type { ExpectedAnswer, ReadQuestion } from './read-question.ts';
import { lateOf, type PassageReading, type SentenceCandidate } from './sentence-candidates.ts';
import type { SentenceFacts } from './sentence-facts.ts';
import { givesReason } from './word-signals.ts';

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
  const asked = new Set(question.terms.map(({ stem }) => stem));
  let best = 0;
  let affine = 0;
  for (const candidate of candidates) {
    best = Math.max(best, candidate.coverage);
    affine = Math.max(affine, candidate.affinity);
  }
  return candidates.map((candidate) =>
    featureRow({ question, reading: readings[candidate.passage], candidate, asked, best, affine }),
  );
}

type RowInput = {
  readonly question: ReadQuestion;
  readonly reading: PassageReading | undefined;
  readonly candidate: SentenceCandidate;
  readonly asked: ReadonlySet<string>;
  /** Highest coverage and affinity among the candidates. */
  readonly best: number;
  readonly affine: number;
};

/** Written place by place: a list handed to `Float64Array.of` is copied by a slow iterator. */
function featureRow({ question, reading, candidate, asked, best, affine }: RowInput): Float64Array {
  const typed = question.expected !== 'open';
  const present = typed && holdsExpected(question, candidate);
  const row = new Float64Array(SENTENCE_FEATURES.length);
  let at = 0;
  row[at++] = candidate.coverage;
  row[at++] = candidate.coverage - best;
  row[at++] = candidate.own;
  row[at++] = candidate.affinity;
  row[at++] = candidate.affinity - affine;
  row[at++] = candidate.antecedent;
  row[at++] = uncoveredShare(candidate.credits);
  row[at++] = reading?.coverage ?? 0;
  row[at++] = reading?.passage.score ?? 0;
  row[at++] = 1 / (candidate.passage + 1);
  row[at++] = reading === undefined ? 0 : lateOf(reading);
  row[at++] = Math.log1p(candidate.read.wordCount);
  row[at++] = candidate.read.wordCount <= BRIEF_WORDS_MAX ? 1 : 0;
  row[at++] = Math.log1p(novelWordCount(asked, candidate));
  row[at++] = present ? 1 : 0;
  row[at++] = typed && !present ? 1 : 0;
  row[at++] = definesTerms(question, candidate.read.facts);
  row[at++] = candidate.opening ? 1 : 0;
  row[at++] = candidate.text.endsWith('?') ? 1 : 0;
  return row;
}

/** Share of the terms without a match worth the name. */
export function uncoveredShare(credits: Float64Array): number {
  let missing = 0;
  for (const credit of credits) if (credit < COVERED_CREDIT_MIN) missing++;
  return credits.length === 0 ? 1 : missing / credits.length;
}

/** The sentence holds something of the expected kind that the question did not say itself. */
export function holdsExpected(question: ReadQuestion, { read, text }: SentenceCandidate): boolean {
  if (question.expected === 'reason') return givesReason(text);
  return candidatesFor(question.expected, read.facts).some((word) => !question.said.has(word));
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
  let count = 0;
  for (const { stem } of candidate.read.words) if (!asked.has(stem)) count++;
  return count;
}

/** For "what is X": share of X's words that the sentence's subject has. */
function definesTerms(question: ReadQuestion, facts: SentenceFacts): number {
  if (!question.definition || question.terms.length === 0 || facts.subject.length === 0) return 0;
  const subject = new Set(facts.subject);
  return question.terms.filter(({ word }) => subject.has(word)).length / question.terms.length;
}
