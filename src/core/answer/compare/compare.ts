import { missingTerms } from '../judge-features.ts';
import type { Passage, Question, ToolAnswer } from '../passage.ts';
import { distinctCitations, isProse, type Quote, quoteSentence } from '../quote-sentence.ts';
import { readWords } from '../read-text.ts';
import { nothingFound, readTopic, type ToolInput, type TopicReading } from '../read-topic.ts';
import type { SentenceCandidate } from '../sentence-candidates.ts';
import { alignSides, type SideSentence } from './align-sides.ts';
import { comparedThings } from './compared-things.ts';

/** Sentences of one side that may be set beside those of another. */
const SIDE_SENTENCES_MAX = 12;
/** Share of a side's words that a sentence, with what its title and the sentence before lend, must have. */
const SIDE_COVERAGE_MIN = 0.6;
/** Shorter ones are labels. */
const WORDS_MIN = 4;
const NOTHING_TO_COMPARE =
  'Nothing to compare: the question does not name two things. Ask for example "compare A and B" or "what is the difference between A and B".';

/**
 * For each thing the question compares, the sentences that speak of it, set side by side where they share words of an aspect.
 * Nothing is concluded that no sentence says. `answered` is false when fewer than two of the things are in the passages; what
 * was found of one is still shown. The confidence is the product of the sides' own: each must be right for the whole to be.
 */
export function compare(input: ToolInput): ToolAnswer {
  const things = comparedThings(input.asked);
  if (things === null) {
    return nothingFound('compare', readTopic(input), NOTHING_TO_COMPARE);
  }
  const aspect = readWords(things.aspect).map(({ stem }) => stem);
  const sides = things.sides.map((name) => readSide(name, input));
  const found = sides.filter(({ sentences }) => sentences.length > 0);
  const confidence = Math.max(
    0.01,
    sides.reduce((product, { reading }) => product * reading.confidence, 1),
  );
  const rounds = input.synthesis ? Math.max(1, Math.floor(input.shownMax / 2)) : 1;
  const joint = jointPart(found);
  const apart = found.map(({ sentences }) => sentences.filter(({ candidate }) => candidate.text !== joint?.sentence));
  const lines = alignSides(apart, { aspect, comparative: things.aspect, rounds, idf: input.topic.idf });
  const quoted = [
    ...(joint === null ? [] : [{ shared: '', parts: [joint.part] }]),
    ...lines.map(({ shared, picks }) => ({ shared, parts: picks.flatMap((pick, i) => quotePart(found[i], pick)) })),
  ].slice(0, rounds);
  const missing = sides.filter(({ sentences }) => sentences.length === 0).map(({ name }) => name);
  return {
    tool: 'compare',
    reason: 'what the documents say of each thing',
    response: [missingLine(missing), ...quoted.map(lineOf)].filter((part) => part !== '').join('\n'),
    citations: distinctCitations(quoted.flatMap(({ parts }) => parts.map(({ quote }) => quote.citation))),
    confidence,
    answered: found.length >= 2 && missing.length === 0,
    evidence: {
      sides: sides.length,
      sidesFound: found.length,
      aspects: quoted.filter(({ shared }) => shared !== '').length,
    },
  };
}

type Side = { readonly name: string; readonly reading: TopicReading; readonly sentences: readonly SideSentence[] };

function readSide(name: string, { topic, passages, threshold }: ToolInput): Side {
  const question = questionAbout(name, topic);
  // The late interaction is that of the whole question, not of this side of it.
  const alone = passages.map((passage) => ({ ...passage, late: null }));
  const reading = readTopic({ topic: question, passages: alone, ...(threshold === undefined ? {} : { threshold }) });
  const absent = missingTerms(reading.question, reading.readings).length === reading.question.terms.length;
  const candidates = reading.found && !absent ? reading.candidates.filter(speaksOfIt) : [];
  const named = new Set(question.terms);
  const sentences = candidates
    .toSorted((a, b) => weightOf(b, passages) - weightOf(a, passages))
    .slice(0, SIDE_SENTENCES_MAX)
    .map((candidate) => ({
      candidate,
      weight: weightOf(candidate, passages),
      stems: new Set(candidate.read.words.map(({ stem }) => stem).filter((stem) => !named.has(stem))),
    }));
  return { name, reading, sentences };
}

function questionAbout(name: string, { idf }: Question): Question {
  return { text: name, terms: [...new Set(readWords(name).map(({ stem }) => stem))], idf };
}

function speaksOfIt({ coverage, text, read }: SentenceCandidate): boolean {
  return read.wordCount >= WORDS_MIN && coverage >= SIDE_COVERAGE_MIN && isProse(text);
}

/** Words of its own count more than those that a title lends; better passages more than worse. */
function weightOf({ own, coverage, passage }: SentenceCandidate, passages: readonly Passage[]): number {
  return (own + coverage) * (0.5 + (passages[passage]?.score ?? 0) / 2);
}

type Part = { readonly name: string; readonly quote: Quote };

function quotePart(side: Side | undefined, pick: SideSentence | null): readonly Part[] {
  if (side === undefined || pick === null) return [];
  return [{ name: side.name, quote: quoteSentence(side.reading.readings, pick.candidate) }];
}

/** The sentence that speaks of the most sides by name at once: a comparison that the documents make themselves. */
function jointPart(sides: readonly Side[]): { readonly sentence: string; readonly part: Part } | null {
  let best: { readonly names: readonly string[]; readonly side: Side; readonly pick: SideSentence } | null = null;
  for (const side of sides) {
    for (const pick of side.sentences) {
      const names = sides.filter((other) => other.sentences.some((its) => isNamed(its, pick))).map(({ name }) => name);
      if (names.length >= 2 && names.length > (best?.names.length ?? 0)) best = { names, side, pick };
    }
  }
  if (best === null) return null;
  const quote = quoteSentence(best.side.reading.readings, best.pick.candidate);
  return { sentence: best.pick.candidate.text, part: { name: best.names.join(' and '), quote } };
}

/** The same sentence, with the side's own words in it. */
function isNamed({ candidate }: SideSentence, { candidate: { text } }: SideSentence): boolean {
  return candidate.text === text && candidate.own >= SIDE_COVERAGE_MIN;
}

function lineOf({ shared, parts }: { readonly shared: string; readonly parts: readonly Part[] }): string {
  const said = parts.map(({ name, quote }) => `${name}: ${quote.text} [${quote.citation.source}]`).join(' · ');
  return shared === '' ? said : `On ${shared} — ${said}`;
}

function missingLine(missing: readonly string[]): string {
  if (missing.length === 0) return '';
  return `Not in your documents: nothing was found about ${missing.map((name) => `"${name}"`).join(' and ')}.`;
}
