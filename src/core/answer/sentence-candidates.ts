import { HeadingTexts } from './heading-texts.ts';
import { cosineOf, coverage, creditOf, type TermCredits, TermMatcher } from './match-terms.ts';
import type { Passage } from './passage.ts';
import type { ReadQuestion } from './read-question.ts';
import { type ReadSentence, readSentences, readWords } from './read-text.ts';
import type { TermSimilarity } from './term-similarity.ts';
import { LATE_FROM_COVERAGE } from './weights.ts';

/** A passage with how well it matches as a whole. */
export type PassageReading = {
  readonly passage: Passage;
  readonly sentences: readonly ReadSentence[];
  /** Positions of the sentences that are headings, or put the question itself: they are never shown. */
  readonly headings: ReadonlySet<number>;
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
  /** The first of its passage, headings left aside. */
  readonly opening: boolean;
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
  const gathering = new Gathering(question, similarity);
  const readings = passages.map((passage, index) => gathering.read(passage, index));
  return { readings, candidates: gathering.candidates };
}

/** The walk over the passages of one question, with the buffers that its sentences share. */
class Gathering {
  readonly candidates: SentenceCandidate[] = [];
  readonly #question: ReadQuestion;
  readonly #matcher: TermMatcher;
  readonly #seen = new Set<string>();
  readonly #strengths: Float64Array;
  /** Credits of the sentence at hand, and of the one before it. */
  #own: Float64Array;
  #before: Float64Array;

  constructor(question: ReadQuestion, similarity: TermSimilarity) {
    const count = question.terms.length;
    this.#question = question;
    this.#matcher = new TermMatcher(question.terms, similarity);
    this.#strengths = new Float64Array(count);
    this.#own = new Float64Array(count);
    this.#before = new Float64Array(count);
  }

  read(passage: Passage, index: number): PassageReading {
    const sentences = readSentences(passage.text);
    const title = this.#titleCredits(passage);
    const whole = title.slice();
    // A note of one line may well have that line for its title.
    const names = new HeadingTexts({ title: sentences.length > 1 ? passage.title : '', headings: passage.headings });
    const headings = new Set<number>();
    let ownBefore = 0;
    this.#before.fill(0);
    for (let position = 0; position < sentences.length; position++) {
      const read = sentences[position];
      if (read === undefined) break;
      this.#matcher.match(read.words, this.#strengths);
      const own = this.#creditAlone(whole);
      const text = passage.text.slice(read.start, read.end);
      if (names.has(text) || this.#asksAgain(text)) headings.add(position);
      else if (!this.#seen.has(text)) {
        this.#seen.add(text);
        const place = { passage: index, sentence: position, opening: position === headings.size };
        const antecedent = read.facts.pointsBack ? ownBefore : 0;
        this.candidates.push({ ...place, read, text, own, ...this.#creditWith(title), antecedent });
      }
      ownBefore = own;
      [this.#own, this.#before] = [this.#before, this.#own];
    }
    const { terms, weight } = this.#question;
    return { passage, sentences, headings, credits: whole, coverage: coverage(terms, weight, whole) };
  }

  /** An example call or a heading that puts the very question. */
  #asksAgain(text: string): boolean {
    const { asked } = this.#question;
    return asked !== null && text.includes('?') && text.toLowerCase().includes(asked);
  }

  #titleCredits(passage: Passage): Float64Array {
    this.#matcher.match(readWords([passage.title, ...passage.headings].join(' ')), this.#strengths);
    return this.#strengths.map(creditOf);
  }

  /** Coverage of the sentence by itself; its credits go into `#own`, and raise those of the whole passage. */
  #creditAlone(whole: Float64Array): number {
    for (let i = 0; i < whole.length; i++) {
      const credit = creditOf(this.#strengths[i] ?? 0);
      this.#own[i] = credit;
      if (credit > (whole[i] ?? 0)) whole[i] = credit;
    }
    return coverage(this.#question.terms, this.#question.weight, this.#own);
  }

  /** Credits with those that the title and the sentence before lend, their coverage, and the affinity of the sentence. */
  #creditWith(title: Float64Array): Pick<SentenceCandidate, 'credits' | 'coverage' | 'affinity'> {
    const { terms, weight } = this.#question;
    const credits = new Float64Array(terms.length);
    let near = 0;
    for (let i = 0; i < credits.length; i++) {
      const lent = Math.max((title[i] ?? 0) * TITLE_CREDIT, (this.#before[i] ?? 0) * BEFORE_CREDIT);
      credits[i] = Math.max(this.#own[i] ?? 0, lent);
      near += (terms[i]?.weight ?? 0) * cosineOf(this.#strengths[i] ?? 0);
    }
    return { credits, coverage: coverage(terms, weight, credits), affinity: weight > 0 ? near / weight : 0 };
  }
}
