import { FUNCTION_WORDS } from './function-words.ts';
import type { Question } from './passage.ts';
import { readWords } from './read-text.ts';

/** What kind of thing would answer: found by shape in a sentence (`SentenceFacts`); `open` expects nothing particular. */
export type ExpectedAnswer = 'person' | 'time' | 'place' | 'number' | 'reason' | 'open';

/** A content word of the question: its surface form for soft matches, its term for exact ones, its weight in every coverage. */
export type QuestionTerm = { readonly word: string; readonly stem: string; readonly weight: number };

/** The question as the sentence scores read it. */
export type ReadQuestion = {
  readonly terms: readonly QuestionTerm[];
  /** Sum of the terms' weights; 0 only without terms. */
  readonly weight: number;
  readonly expected: ExpectedAnswer;
  /** "What is X?": a sentence that says what X is answers it. */
  readonly definition: boolean;
  /** The question as it was put, lower case, when it is one: a sentence that holds it whole only asks it again. */
  readonly asked: string | null;
  /** Every word of the question, lower case: what repeats it answers nothing. */
  readonly said: ReadonlySet<string>;
};

/** Least weight of a term: in a corpus of a few documents idf is near zero for the very words asked about. */
const TERM_WEIGHT_MIN = 0.3;
/** Question terms that are read; questions have 3–15. */
const TERMS_MAX = 32;
/** A definition names its thing in at most so many content words; longer ones ask about something of it. */
const DEFINITION_TERMS_MAX = 4;

const MEASURE = 'many|much|long|old|far|big|large|tall|high|fast|deep|wide|heavy|often|soon|common';
const MEASURE_PHRASE = new RegExp(`\\bhow (?:${MEASURE})\\b`, 'gi');
const EXPECTED: readonly (readonly [RegExp, ExpectedAnswer])[] = [
  [/\b(?:when|(?:what|which) (?:year|date|day|month|century|decade|time|season|era|period)s?)\b/i, 'time'],
  [
    new RegExp(
      `\\b(?:how (?:${MEASURE})|(?:what|which) (?:percentage|percent|number|amount|population|share|proportion|fraction|price|size|age|speed|temperature)|at what (?:speed|age|rate))\\b`,
      'i',
    ),
    'number',
  ],
  [/\b(?:who|whom|whose)\b/i, 'person'],
  [
    /\b(?:where|(?:what|which) (?:country|countries|city|cities|town|place|state|region|river|street|continent|location|province|district|building|area)s?)\b/i,
    'place',
  ],
  [/\b(?:why|for what (?:reason|purpose)|what (?:reason|caused|causes))\b/i, 'reason'],
];
const DEFINITION =
  /^\s*(?:what(?:'s|’s| is| are| was| were)|who(?:'s|’s| is| was| were| are)|define|what does .+ mean)\b/i;

/** Reads terms (without those of the question phrase: "how long"), the expected kind of answer, and whether a definition is asked for. */
export function readQuestion(question: Question): ReadQuestion {
  const asked = question.text.replace(MEASURE_PHRASE, ' ');
  const wanted = new Set(question.terms);
  const terms = new Map<string, QuestionTerm>();
  for (const { word, stem } of readWords(asked)) {
    if (!wanted.has(stem) || terms.has(stem) || FUNCTION_WORDS.has(word) || terms.size >= TERMS_MAX) continue;
    terms.set(stem, { word, stem, weight: Math.max(TERM_WEIGHT_MIN, question.idf(stem)) });
  }
  const list = [...terms.values()];
  return {
    terms: list,
    weight: list.reduce((sum, term) => sum + term.weight, 0),
    expected: EXPECTED.find(([pattern]) => pattern.test(question.text))?.[1] ?? 'open',
    definition: DEFINITION.test(question.text) && list.length <= DEFINITION_TERMS_MAX,
    asked: /\?\s*$/.test(question.text) ? question.text.trim().toLowerCase() : null,
    said: new Set(question.text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []),
  };
}
