import type { Passage, Question } from '../../src/core/answer/passage.ts';
import { type ReadQuestion, readQuestion } from '../../src/core/answer/read-question.ts';
import {
  gatherCandidates,
  type PassageReading,
  type SentenceCandidate,
} from '../../src/core/answer/sentence-candidates.ts';
import { sentenceFeatures } from '../../src/core/answer/sentence-features.ts';
import type { TermSimilarity } from '../../src/core/answer/term-similarity.ts';
import type { AnsweredQuestion, CorpusDocument } from './data-sets.ts';
import { openCorpus } from './open-corpus.ts';

/** One question over one list of passages, read as the answer stage reads it. */
export type Reading = {
  readonly question: ReadQuestion;
  readonly passages: readonly Passage[];
  readonly readings: readonly PassageReading[];
  readonly candidates: readonly SentenceCandidate[];
  readonly features: readonly Float64Array[];
};

/** A question with its paragraph indexed (`right` marks the sentences with the answer) and with it withheld. */
export type Example = {
  readonly group: string;
  readonly asked: AnsweredQuestion;
  readonly indexed: Reading;
  readonly right: readonly boolean[];
  readonly withheld: Reading;
};

/** Passages an answer reads. */
const PASSAGES = 5;

/** What to read of a question: the whole text, or another wording of it. */
export type Wording = (text: string) => string;

/** Reads every question against the whole corpus and against the corpus without its paragraph. */
export async function readExamples(
  documents: readonly CorpusDocument[],
  questions: readonly AnsweredQuestion[],
  similarity: TermSimilarity,
  wording: Wording = (text) => text,
): Promise<readonly Example[]> {
  const whole = await openCorpus(documents);
  const examples: Example[] = [];
  for (const documentId of new Set(questions.map((question) => question.documentId))) {
    const without = await openCorpus(documents.filter(({ id }) => id !== documentId));
    for (const asked of questions.filter((question) => question.documentId === documentId)) {
      const text = wording(asked.text);
      const indexed = readPassages(await whole(text, PASSAGES), similarity);
      const withheld = readPassages(await without(text, PASSAGES), similarity);
      const right = indexed.candidates.map((candidate) => holdsAnswer(asked, indexed.passages, candidate));
      examples.push({ group: asked.group, asked, indexed, right, withheld });
    }
  }
  return examples;
}

/** Candidates and features of one retrieved list. */
export function readPassages(
  { question, passages }: { readonly question: Question; readonly passages: readonly Passage[] },
  similarity: TermSimilarity,
): Reading {
  const read = readQuestion(question);
  const { readings, candidates } = gatherCandidates(read, passages, similarity);
  return { question: read, passages, readings, candidates, features: sentenceFeatures(read, readings, candidates) };
}

/** The sentence stands in the question's paragraph and holds the answer's characters, or its first one when the answer goes on. */
function holdsAnswer(asked: AnsweredQuestion, passages: readonly Passage[], candidate: SentenceCandidate): boolean {
  const passage = passages[candidate.passage];
  if (passage === undefined || passage.documentId !== asked.documentId) return false;
  const at = asked.answerStart - passage.start;
  return candidate.read.start <= at && at < candidate.read.end;
}
