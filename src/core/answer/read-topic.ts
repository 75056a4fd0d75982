import { confidenceOf } from './confidence.ts';
import { missingTerms } from './judge-features.ts';
import { notInDocuments } from './not-in-documents.ts';
import type { AnswerTool, Passage, Question, ToolAnswer } from './passage.ts';
import { type ReadQuestion, readQuestion } from './read-question.ts';
import { gatherCandidates, type PassageReading, type SentenceCandidate } from './sentence-candidates.ts';
import { COVERED_CREDIT_MIN } from './sentence-features.ts';
import { TOPIC_FEATURES, topicFeatures } from './topic-features.ts';
import { TOPIC_MODEL, TOPIC_THRESHOLD } from './topic-weights.ts';

/** What the tools that gather from several passages take. */
export type ToolInput = {
  /** The whole text as it was asked: which values, which figures, which things to compare. */
  readonly asked: string;
  /** What to look for; without terms (as in "summarize the documents") every passage at hand counts. */
  readonly topic: Question;
  /** Best first; a citation's `source` is the position here plus one. */
  readonly passages: readonly Passage[];
  /** Sentences, values or figures that are shown at most. */
  readonly shownMax: number;
  /** False = what one sentence says. */
  readonly synthesis: boolean;
  /** Below this confidence nothing is answered; `TOPIC_THRESHOLD` when left out. */
  readonly threshold?: number;
};

/** Passages read for one topic. */
export type TopicReading = {
  readonly question: ReadQuestion;
  readonly readings: readonly PassageReading[];
  /** Sentences of the passages that are about the topic. */
  readonly candidates: readonly SentenceCandidate[];
  /** Probability that the passages are about the topic (`TOPIC_MODEL`). */
  readonly confidence: number;
  readonly evidence: Readonly<Record<string, number>>;
  readonly found: boolean;
};

/** Confidence where no passage has a word of the topic. */
const NOTHING_FOUND = 0.01;
/** Without a topic there is nothing to miss, and nothing that was checked either: as likely as not. */
const NO_TOPIC = 0.5;
/** Share of the topic's weight that a passage, with its title and headings, must have beside the best one. */
const PASSAGE_SHARE_MIN = 0.5;

/** Reads the passages for a topic. Words match by stem alone: topics are chosen words, and the model was fitted so. */
export function readTopic(input: Pick<ToolInput, 'topic' | 'passages' | 'threshold'>): TopicReading {
  const question = readQuestion(input.topic);
  const { readings, candidates } = gatherCandidates(question, input.passages, () => 0);
  const evidence = topicFeatures(question, readings);
  const common = { question, readings, evidence };
  if (question.terms.length === 0) {
    return {
      ...common,
      candidates,
      confidence: readings.length === 0 ? NOTHING_FOUND : NO_TOPIC,
      found: readings.length > 0,
    };
  }
  const best = readings.reduce((most, { coverage }) => Math.max(most, coverage), 0);
  const near = readings.map((reading) => isNear(reading, best));
  const confidence = near.includes(true) ? confidenceOf(TOPIC_FEATURES, TOPIC_MODEL, evidence) : NOTHING_FOUND;
  return {
    ...common,
    candidates: candidates.filter(({ passage }) => near[passage] === true),
    confidence,
    found: near.includes(true) && confidence >= (input.threshold ?? TOPIC_THRESHOLD),
  };
}

/** What a tool says when the documents do not support what it was asked for. */
export function nothingFound(
  tool: AnswerTool,
  { question, readings, confidence, evidence }: TopicReading,
  why: string | null = null,
): ToolAnswer {
  const nearest = readings[0]?.passage.title ?? null;
  const response = why ?? notInDocuments({ missing: missingTerms(question, readings), nearest });
  return {
    tool,
    reason: 'the documents do not support it',
    response,
    citations: [],
    confidence,
    answered: false,
    evidence,
  };
}

function isNear({ sentences, credits, coverage }: PassageReading, best: number): boolean {
  return (
    sentences.length > 0 &&
    coverage >= best * PASSAGE_SHARE_MIN &&
    credits.some((credit) => credit >= COVERED_CREDIT_MIN)
  );
}
