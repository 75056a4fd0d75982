import type { ToolAnswer } from '../passage.ts';
import { distinctCitations, quoteSentence } from '../quote-sentence.ts';
import { nothingFound, readTopic, type ToolInput } from '../read-topic.ts';
import { type Analysis, askedAnalyses } from './asked-analyses.ts';
import type { CollectionFacts } from './collection-facts.ts';
import {
  countFigures,
  extremeFigures,
  type Figure,
  type FigureInput,
  frequencyFigures,
  trendFigures,
} from './figures.ts';

/** Share of the topic's words that a sentence, with what its title and the sentence before lend, must have. */
const SENTENCE_COVERAGE_MIN = 0.4;
/** Sources that one figure names; it may rest on more. */
const SOURCES_NAMED_MAX = 6;
/** How sure a figure over the passages at hand is, beside their being about the topic: set by hand, low, and not calibrated. */
const PASSAGES_CERTAINTY = 0.7;
/** A count over the whole collection is exact; whether those words are what was meant is not. */
const COUNT_CERTAINTY = 0.9;

const FIGURES: Readonly<Record<Analysis, (input: FigureInput) => readonly Figure[]>> = {
  count: countFigures,
  trend: trendFigures,
  extremes: extremeFigures,
  frequency: frequencyFigures,
};

/** What an analysis takes beside the passages: counts over the whole collection. */
export type AnalyzeInput = ToolInput & { readonly facts: CollectionFacts };

/**
 * Counts, trends, extremes and frequencies, each with the sources it was worked out from. Only counts of documents are over the
 * whole collection; everything else is over the passages read, and the response says over how many.
 */
export function analyze(input: AnalyzeInput): ToolAnswer {
  const reading = readTopic(input);
  const { readings, question } = reading;
  const candidates = reading.candidates.filter(
    ({ coverage }) => question.terms.length === 0 || coverage >= SENTENCE_COVERAGE_MIN,
  );
  const asked = askedAnalyses(input.asked);
  const counted = asked.includes('count') && (input.facts.mentioning?.documents ?? 0) > 0;
  if (candidates.length === 0 || (!reading.found && !counted)) return nothingFound('analyze', reading);
  const figureInput = { topic: input.topic.text.trim(), readings, candidates, facts: input.facts };
  const all = asked.flatMap((analysis) => FIGURES[analysis](figureInput));
  const figures = all.filter(({ text }, i) => all.findIndex((other) => other.text === text) === i);
  const shown = figures.slice(0, input.synthesis ? input.shownMax : 1);
  if (shown.length === 0) return nothingFound('analyze', reading, NO_FIGURES);
  const documents = new Set(candidates.map(({ passage }) => readings[passage]?.passage.documentId)).size;
  const passages = new Set(candidates.map(({ passage }) => passage)).size;
  const basis = `From ${passages} ${passages === 1 ? 'passage' : 'passages'} of ${documents} ${documents === 1 ? 'document' : 'documents'}:`;
  const cited = shown.map(({ text, from }) => ({
    text,
    citations: from.slice(0, SOURCES_NAMED_MAX).map((candidate) => quoteSentence(readings, candidate).citation),
  }));
  const onlyCounts = asked.length === 1 && counted;
  return {
    tool: 'analyze',
    reason: 'figures over what the passages say',
    response: [basis, ...cited.map(({ text, citations }) => `${text} ${marksOf(citations)}`)].join('\n'),
    citations: distinctCitations(cited.flatMap(({ citations }) => citations)),
    confidence: onlyCounts ? COUNT_CERTAINTY : Math.max(0.01, reading.confidence * PASSAGES_CERTAINTY),
    answered: true,
    evidence: { ...reading.evidence, figures: figures.length, passagesRead: passages },
  };
}

const NO_FIGURES = 'Not in your documents: the passages about this hold no figures to count or compare.';

function marksOf(citations: readonly { readonly source: number }[]): string {
  return [...new Set(citations.map(({ source }) => `[${source}]`))].join('');
}
