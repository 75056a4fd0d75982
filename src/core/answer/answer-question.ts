import { chooseSentences, type ShownRun } from './choose-sentences.ts';
import { cleanMarkup } from './clean-markup.ts';
import { confidenceOf } from './confidence.ts';
import { JUDGE_FEATURES, judgeFeatures, missingTerms } from './judge-features.ts';
import { notInDocuments } from './not-in-documents.ts';
import type { Citation, Passage, Question, ToolAnswer } from './passage.ts';
import { rankSentences } from './rank-sentences.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates, type PassageReading } from './sentence-candidates.ts';
import { sentenceFeatures } from './sentence-features.ts';
import type { TermSimilarity } from './term-similarity.ts';
import { ABSTAIN_THRESHOLD, JUDGE_MODEL, SENTENCE_WEIGHTS } from './weights.ts';

/** Passages that are read; the gold passage is among the first five in 99 % of cases, more only adds distractors. */
export const PASSAGES_READ_MAX = 5;

export type AnswerInput = {
  readonly question: Question;
  /** Best first; a citation's `source` is the position here plus one. */
  readonly passages: readonly Passage[];
  readonly similarity: TermSimilarity;
  /** Below this confidence nothing is answered; `ABSTAIN_THRESHOLD` when left out. */
  readonly threshold?: number;
  readonly maxCitations: number;
  /** `single` answers from the best passage alone, the others only tell how sure that is. */
  readonly mode: 'single' | 'several';
  /** The best sentence is shown without the one before it, also when it points back. */
  readonly alone?: boolean;
};

/**
 * The sentences most likely to hold the answer, each run with its `[n]`, and the probability that the first one does.
 * Offsets of the citations are those of the original sentences, before the light clean-up of what is shown.
 */
export function answerQuestion(input: AnswerInput): ToolAnswer {
  const question = readQuestion(input.question);
  const passages = input.passages.slice(0, PASSAGES_READ_MAX);
  const { readings, candidates: all } = gatherCandidates(question, passages, input.similarity);
  const candidates = input.mode === 'single' ? all.filter(({ passage }) => passage === 0) : all;
  const ranking = rankSentences(sentenceFeatures(question, readings, candidates), SENTENCE_WEIGHTS);
  const evidence = question.terms.length === 0 ? null : judgeFeatures(question, readings, candidates, ranking);
  const confidence =
    evidence === null || evidence.coverage === 0 ? NOTHING_FOUND : confidenceOf(JUDGE_FEATURES, JUDGE_MODEL, evidence);
  const common = { tool: 'answer' as const, confidence, evidence: evidence ?? {} };
  if (evidence === null || confidence < (input.threshold ?? ABSTAIN_THRESHOLD)) {
    const response = notInDocuments({ missing: missingTerms(question, readings), nearest: passages[0]?.title ?? null });
    return {
      ...common,
      reason: 'no sentence is likely enough to hold the answer',
      response,
      citations: [],
      answered: false,
    };
  }
  const runs = chooseSentences(readings, candidates, ranking, {
    maxRuns: Math.max(1, input.maxCitations),
    withContext: input.alone !== true,
  });
  return { ...common, reason: 'the sentences most likely to hold the answer', ...cite(readings, runs), answered: true };
}

/** Confidence without a candidate, or with one that has none of the question's words: the lowest there is. */
const NOTHING_FOUND = 0.01;

function cite(
  readings: readonly PassageReading[],
  runs: readonly ShownRun[],
): { readonly response: string; readonly citations: readonly Citation[] } {
  const shown: string[] = [];
  const citations: Citation[] = [];
  for (const run of runs) {
    const reading = readings[run.passage];
    const first = reading?.sentences[run.from];
    const last = reading?.sentences[run.to];
    if (reading === undefined || first === undefined || last === undefined) continue;
    const { passage } = reading;
    const source = run.passage + 1;
    citations.push({ source, start: passage.start + first.start, end: passage.start + last.end });
    shown.push(`${cleanMarkup(passage.text.slice(first.start, last.end))} [${source}]`);
  }
  return { response: shown.join(' '), citations };
}
