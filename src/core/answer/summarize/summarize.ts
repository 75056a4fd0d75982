import type { ToolAnswer } from '../passage.ts';
import { distinctCitations, isProse, quoteSentence } from '../quote-sentence.ts';
import { nothingFound, readTopic, type ToolInput, type TopicReading } from '../read-topic.ts';
import type { SentenceCandidate } from '../sentence-candidates.ts';
import { chooseDiverse } from './choose-diverse.ts';
import { rankCentral, sentenceVector, similarities } from './rank-central.ts';

/** Sentences that are compared with each other: the work grows with the square. */
const SENTENCES_READ_MAX = 120;
/** Shorter ones are labels. */
const WORDS_MIN = 5;
/** Characters of a summary beyond its first sentence: what is read at a glance. */
const SUMMARY_CHARS_MAX = 1_400;
/** Relevance of a sentence that says nothing of the topic itself but stands in a passage that does. */
const RELEVANCE_MIN = 0.1;
/** A sentence that points back is hard to read alone. */
const POINTING_SHARE = 0.4;

/**
 * The most central sentences of the passages about the topic, none saying what another says, in the order of their documents,
 * each with its `[n]`. The confidence is the probability that the passages are about the topic (calibrated); whether the chosen sentences are the ones a person would choose is not in it.
 */
export function summarize(input: ToolInput): ToolAnswer {
  const reading = readTopic(input);
  const candidates = reading.candidates.filter(isStatement).slice(0, SENTENCES_READ_MAX);
  if (!reading.found || candidates.length === 0) return nothingFound('summarize', reading);
  const vectors = candidates.map(({ read }) => sentenceVector(stemsOf(read.words), input.topic.idf));
  const alike = similarities(vectors);
  const ranks = rankCentral(
    alike,
    candidates.map((candidate) => relevanceOf(candidate, reading)),
  );
  const chosen = chooseDiverse(ranks, alike, input.synthesis ? input.shownMax : 1);
  const shown = withinLength(chosen.flatMap((i) => candidates[i] ?? []));
  const quotes = shown.toSorted(inReadingOrder).map((candidate) => quoteSentence(reading.readings, candidate));
  return {
    tool: 'summarize',
    reason: 'the most central sentences about the topic',
    response: quotes.map(({ text, citation }) => `${text} [${citation.source}]`).join(' '),
    citations: distinctCitations(quotes.map(({ citation }) => citation)),
    confidence: reading.confidence,
    answered: true,
    evidence: { ...reading.evidence, sentencesRead: candidates.length },
  };
}

function isStatement({ text, read }: SentenceCandidate): boolean {
  return read.wordCount >= WORDS_MIN && isProse(text);
}

function relevanceOf(candidate: SentenceCandidate, { question, readings }: TopicReading): number {
  const near = question.terms.length === 0 ? 1 : Math.max(RELEVANCE_MIN, candidate.coverage);
  const place = readings[candidate.passage]?.passage.score ?? 0;
  return near * (0.5 + place / 2) * (candidate.read.facts.pointsBack ? POINTING_SHARE : 1);
}

function stemsOf(words: SentenceCandidate['read']['words']): readonly string[] {
  return words.map(({ stem }) => stem);
}

function withinLength(sentences: readonly SentenceCandidate[]): readonly SentenceCandidate[] {
  let characters = 0;
  return sentences.filter(({ text }, i) => {
    characters += text.length;
    return i === 0 || characters <= SUMMARY_CHARS_MAX;
  });
}

function inReadingOrder(a: SentenceCandidate, b: SentenceCandidate): number {
  return a.passage - b.passage || a.sentence - b.sentence;
}
