import type { QuestionTerm } from './read-question.ts';
import type { ContentWord } from './read-text.ts';
import type { TermSimilarity } from './term-similarity.ts';

/** Best match of every question term among some words, in the order of the terms; 1 is an equal stem. */
export type TermCredits = Float64Array;

/** What some words offer the question's terms: credits, and the plain best cosines (1 for an equal stem) behind them. */
export type TermMatch = { readonly credits: TermCredits; readonly cosines: Float64Array };

/** Soft credit .8 · clip((cos − .35) / .45, 0, 1): below .35 words of the table share only their register. */
const SOFT_MAX = 0.8;
const COSINE_FLOOR = 0.35;
const COSINE_SPAN = 0.45;
/** Shorter words are particles and units whose vectors say little. */
const SOFT_WORD_CHARS_MIN = 3;

/** Matches words against one question's terms; what a word is worth is worked out once. */
export function createTermMatcher(
  terms: readonly QuestionTerm[],
  similarity: TermSimilarity,
): (words: readonly ContentWord[]) => TermMatch {
  const seen = new Map<string, TermMatch>();
  const soft = terms.map(({ word }) => canBeSoft(word));
  const matchOf = (candidate: ContentWord): TermMatch => {
    const known = seen.get(candidate.word);
    if (known !== undefined) return known;
    const match = { credits: new Float64Array(terms.length), cosines: new Float64Array(terms.length) };
    const candidateSoft = canBeSoft(candidate.word);
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i];
      if (term === undefined) continue;
      if (term.stem === candidate.stem) match.credits[i] = match.cosines[i] = 1;
      else if (candidateSoft && soft[i] === true) {
        const cosine = similarity(term.word, candidate.word);
        match.cosines[i] = Math.max(0, cosine);
        match.credits[i] = softCredit(cosine);
      }
    }
    seen.set(candidate.word, match);
    return match;
  };
  return (words) => {
    const best = { credits: new Float64Array(terms.length), cosines: new Float64Array(terms.length) };
    for (const word of words) {
      const match = matchOf(word);
      raise(best.credits, match.credits, 1);
      raise(best.cosines, match.cosines, 1);
    }
    return best;
  };
}

/** Raises `credits` to `factor · other` where that is more, in place. */
export function raise(credits: TermCredits, other: TermCredits, factor: number): void {
  for (let i = 0; i < credits.length; i++) {
    const offered = (other[i] ?? 0) * factor;
    if (offered > (credits[i] ?? 0)) credits[i] = offered;
  }
}

/** Weighted mean of the credits in [0, 1]; 0 without terms. */
export function coverage(terms: readonly QuestionTerm[], weight: number, credits: TermCredits): number {
  if (weight <= 0) return 0;
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += (terms[i]?.weight ?? 0) * (credits[i] ?? 0);
  return sum / weight;
}

/** Numbers near each other in the table are other numbers: they match exactly or not at all. */
function canBeSoft(word: string): boolean {
  return word.length >= SOFT_WORD_CHARS_MIN && !/\p{N}/u.test(word);
}

function softCredit(cosine: number): number {
  return SOFT_MAX * Math.min(1, Math.max(0, (cosine - COSINE_FLOOR) / COSINE_SPAN));
}
