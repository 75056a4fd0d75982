import { answerQuestion } from '../../answer/answer-question.ts';
import type { Passage } from '../../answer/passage.ts';
import type { TermSimilarity } from '../../answer/term-similarity.ts';
import { analyseTerms } from '../../retrieval/analyse-text.ts';
import type { ProposedQuestion } from './propose-questions.ts';

/**
 * Confidence a suggestion must reach on the passages at hand: well above the threshold for answering, since asked for itself it
 * competes with the whole collection. `docs/quality.md` has the share that is answered then.
 */
export const CHECKED_CONFIDENCE_MIN = 0.6;
/** What a check reads besides the question. */
export type CheckInput = {
  readonly passages: readonly Passage[];
  readonly similarity: TermSimilarity;
  readonly idf: (term: string) => number;
};

/** The answer tool, asked the proposed question of its passage, answers surely enough with the very sentence that it was read off. */
export function isAnswered(proposed: ProposedQuestion, { passages, similarity, idf }: CheckInput): boolean {
  const own = passages[proposed.passage];
  if (own === undefined) return false;
  const { answered, citations } = ask(proposed.text, [alone(own, 1)], similarity, idf);
  const [first] = citations;
  return (
    answered && first !== undefined && first.start < own.start + proposed.end && own.start + proposed.start < first.end
  );
}

/** The answer tool answers the text from the passages at hand, surely enough. */
export function isAnsweredAtHand(text: string, { passages, similarity, idf }: CheckInput): boolean {
  return ask(
    text,
    passages.map((passage) => alone(passage, passage.score)),
    similarity,
    idf,
  ).answered;
}

function ask(text: string, passages: readonly Passage[], similarity: TermSimilarity, idf: CheckInput['idf']) {
  return answerQuestion({
    question: { text, terms: [...new Set(analyseTerms(text))], idf },
    passages,
    similarity,
    threshold: CHECKED_CONFIDENCE_MIN,
    maxCitations: 1,
    mode: 'several',
  });
}

/** Scores of the passage belong to the question that found it, not to this one. */
function alone(passage: Passage, score: number): Passage {
  return { ...passage, score, late: null, lexical: null, dense: null };
}
