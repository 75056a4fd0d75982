import { cleanMarkup } from './clean-markup.ts';
import { confidenceOf } from './confidence.ts';
import { missingTerms } from './judge-features.ts';
import { notInDocuments } from './not-in-documents.ts';
import type { Citation, Passage, Question, ToolAnswer } from './passage.ts';
import { type ReadQuestion, readQuestion } from './read-question.ts';
import { gatherCandidates, lateOf, type PassageReading, type SentenceCandidate } from './sentence-candidates.ts';
import { COVERED_CREDIT_MIN } from './sentence-features.ts';
import { ABSTAIN_THRESHOLD, SEARCH_MODEL } from './weights.ts';

/** Passages a listing names: what is read at a glance; all of them are in the sources. */
export const LISTED_MAX = 3;
/** Passages whose matches are worked out. */
const PASSAGES_READ_MAX = 10;

/** What the confidence of a listing is made of. */
export const SEARCH_FEATURES = ['bestShare', 'unionShare', 'late', 'secondPassageScore', 'terms'] as const;
export type SearchFeature = (typeof SEARCH_FEATURES)[number];

export type SearchInput = {
  readonly question: Question;
  /** Best first; a citation's `source` is the position here plus one. */
  readonly passages: readonly Passage[];
  readonly reason?: string;
  readonly threshold?: number;
};

/**
 * The best passages for keywords, each by title and the sentence that has most of them, with `[n]`. The confidence is the
 * probability that one of them is what was looked for. Words match by stem alone: keywords are chosen words.
 */
export function searchAnswer(input: SearchInput): ToolAnswer {
  const question = readQuestion(input.question);
  const passages = input.passages.slice(0, PASSAGES_READ_MAX);
  const { readings, candidates } = gatherCandidates(question, passages, () => 0);
  const matching = [...readings.keys()].filter((i) => matches(readings[i]));
  const evidence = searchFeatures(question, readings);
  const confidence = matching.length === 0 ? NOTHING_FOUND : confidenceOf(SEARCH_FEATURES, SEARCH_MODEL, evidence);
  const reason = input.reason ?? 'the passages that match the keywords best';
  const common = { tool: 'search' as const, reason, confidence, evidence };
  if (matching.length === 0 || confidence < (input.threshold ?? ABSTAIN_THRESHOLD)) {
    const response = notInDocuments({ missing: missingTerms(question, readings), nearest: passages[0]?.title ?? null });
    return { ...common, response, citations: [], answered: false };
  }
  const listed = matching.slice(0, LISTED_MAX).map((i) => entryOf(i, readings, candidates));
  const count = `${matching.length} ${matching.length === 1 ? 'passage matches' : 'passages match'}`;
  return {
    ...common,
    response: `${count}: ${listed.map(({ text }) => text).join(' · ')}`,
    citations: listed.map(({ citation }) => citation),
    answered: true,
  };
}

/** Evidence for a listing; shares and ratios only, as for answers. */
export function searchFeatures(
  question: ReadQuestion,
  readings: readonly PassageReading[],
): Record<SearchFeature, number> {
  const union = question.terms.reduce(
    (sum, { weight }, i) => sum + (readings.some(({ credits }) => credits[i] === 1) ? weight : 0),
    0,
  );
  const best = readings.reduce((most, reading) => Math.max(most, reading.coverage), 0);
  return {
    bestShare: best,
    unionShare: question.weight > 0 ? union / question.weight : 0,
    late: readings.reduce((most, reading) => Math.max(most, lateOf(reading)), 0),
    secondPassageScore: Math.max(0.5, readings[1]?.passage.score ?? 0.8),
    terms: Math.log1p(question.terms.length),
  };
}

const NOTHING_FOUND = 0.01;

function matches(reading: PassageReading | undefined): boolean {
  return reading !== undefined && reading.sentences.length > 0 && reading.credits.some((c) => c >= COVERED_CREDIT_MIN);
}

function entryOf(
  index: number,
  readings: readonly PassageReading[],
  candidates: readonly SentenceCandidate[],
): { readonly text: string; readonly citation: Citation } {
  const reading = readings[index];
  const own = candidates.filter(({ passage }) => passage === index);
  const best = own.reduce<SentenceCandidate | null>((top, c) => (top === null || c.own > top.own ? c : top), null);
  const sentence = best?.read ?? reading?.sentences[0];
  const passage = reading?.passage;
  const start = sentence?.start ?? 0;
  const end = sentence?.end ?? 0;
  const place = [passage?.title ?? '', ...(passage?.headings ?? [])].map(cleanMarkup).filter((part) => part !== '');
  const quoted = cleanMarkup(passage?.text.slice(start, end) ?? '');
  const text = `${place.length === 0 ? '' : `${place.join(' › ')}: `}${quoted} [${index + 1}]`;
  return {
    text,
    citation: { source: index + 1, start: (passage?.start ?? 0) + start, end: (passage?.start ?? 0) + end },
  };
}
