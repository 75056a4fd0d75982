import { coverage, createTermMatcher, raise, type TermCredits } from './match-terms.ts';
import type { Passage } from './passage.ts';
import type { ReadQuestion } from './read-question.ts';
import { type ReadSentence, readSentences, readWords } from './read-text.ts';
import type { TermSimilarity } from './term-similarity.ts';
import { LATE_FROM_COVERAGE } from './weights.ts';

/** A passage with how well it matches as a whole. */
export type PassageReading = {
  readonly passage: Passage;
  readonly sentences: readonly ReadSentence[];
  /** Best credit of each term anywhere in the passage, its title or its headings. */
  readonly credits: TermCredits;
  /** Weighted mean of `credits`. */
  readonly coverage: number;
};

/** A sentence that may be shown, with its matches. */
export type SentenceCandidate = {
  /** Positions in the passages and in the passage's sentences. */
  readonly passage: number;
  readonly sentence: number;
  readonly read: ReadSentence;
  readonly text: string;
  /** Credits of the sentence alone, and with those lent by the title and the sentence before. */
  readonly own: number;
  readonly credits: TermCredits;
  readonly coverage: number;
  /** Weighted mean of the plain cosines: the sentence's own late interaction over whole words. */
  readonly affinity: number;
  /** Coverage of the sentence before, when this one points back to it; else 0. */
  readonly antecedent: number;
};

/** What a term standing only in the title, or only in the sentence before, counts for a sentence. */
const TITLE_CREDIT = 0.7;
const BEFORE_CREDIT = 0.5;

/** A Markdown heading names what follows; its words count through the passage's headings, but it answers nothing. */
const HEADING = /^#{1,6}\s/;

/** The passage's late interaction; where the pattern did not run it, what its coverage lets expect. */
export function lateOf({ passage, coverage: covered }: PassageReading): number {
  return passage.late ?? LATE_FROM_COVERAGE.base + LATE_FROM_COVERAGE.slope * covered;
}

/** Matches every sentence of the passages, best passage first; a sentence that stands in two passages is a candidate once. */
export function gatherCandidates(
  question: ReadQuestion,
  passages: readonly Passage[],
  similarity: TermSimilarity,
): { readonly readings: readonly PassageReading[]; readonly candidates: readonly SentenceCandidate[] } {
  const match = createTermMatcher(question.terms, similarity);
  const seen = new Set<string>();
  const readings: PassageReading[] = [];
  const candidates: SentenceCandidate[] = [];
  for (const [index, passage] of passages.entries()) {
    const sentences = readSentences(passage.text);
    const title = match(readWords([passage.title, ...passage.headings].join(' '))).credits;
    const whole = title.slice();
    let before: TermCredits = new Float64Array(question.terms.length);
    for (const [position, read] of sentences.entries()) {
      const { credits: own, cosines } = match(read.words);
      raise(whole, own, 1);
      const credits = own.slice();
      raise(credits, title, TITLE_CREDIT);
      raise(credits, before, BEFORE_CREDIT);
      const antecedent = read.facts.pointsBack ? coverage(question.terms, question.weight, before) : 0;
      before = own;
      const text = passage.text.slice(read.start, read.end);
      if (seen.has(text) || HEADING.test(text)) continue;
      seen.add(text);
      candidates.push({
        passage: index,
        sentence: position,
        read,
        text,
        own: coverage(question.terms, question.weight, own),
        credits,
        coverage: coverage(question.terms, question.weight, credits),
        affinity: coverage(question.terms, question.weight, cosines),
        antecedent,
      });
    }
    readings.push({
      passage,
      sentences,
      credits: whole,
      coverage: coverage(question.terms, question.weight, whole),
    });
  }
  return { readings, candidates };
}
