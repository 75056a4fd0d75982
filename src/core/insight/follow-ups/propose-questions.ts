import type { Citation, Passage } from '../../answer/passage.ts';
import { splitSentences } from '../../ingest/sentences.ts';
import { analyseTerms } from '../../retrieval/analyse-text.ts';
import { phraseQuestion } from './phrase-question.ts';

/** A question with the sentence it was read off: the passage's place in the list, and offsets in the passage's text. */
export type ProposedQuestion = {
  readonly text: string;
  readonly passage: number;
  readonly start: number;
  readonly end: number;
};

/** Sentences of a passage that questions are read off. */
const SENTENCES_MAX = 16;
const CHARS_MAX = 4_000;

/**
 * Questions that sentences of the first passages answer by their form, in the order of the passages. Left out: what the answer already
 * says, and what only repeats the question in other words.
 */
export function* proposeQuestions(
  question: string,
  passages: readonly Passage[],
  { citations, passagesMax }: { readonly citations: readonly Citation[]; readonly passagesMax: number },
): Iterable<ProposedQuestion> {
  const asked = new Set(analyseTerms(question));
  const seen = new Set<string>();
  for (const [index, { text, start: offset }] of passages.slice(0, passagesMax).entries()) {
    const cited = citations.filter(({ source }) => source === index + 1);
    const spans = splitSentences(text.slice(0, CHARS_MAX)).slice(0, SENTENCES_MAX);
    for (const { start, end } of spans) {
      if (cited.some((citation) => citation.start < offset + end && offset + start < citation.end)) continue;
      const phrased = phraseQuestion(text.slice(start, end).trim());
      if (phrased === null || seen.has(phrased) || !isNew(phrased, asked)) continue;
      seen.add(phrased);
      yield { text: phrased, passage: index, start, end };
    }
  }
}

function isNew(text: string, asked: ReadonlySet<string>): boolean {
  const terms = analyseTerms(text);
  return terms.length > 0 && terms.some((term) => !asked.has(term));
}
