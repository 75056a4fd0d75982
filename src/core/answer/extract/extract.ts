import type { ToolAnswer } from '../passage.ts';
import { distinctCitations, QUOTED_CHARS_MAX, quoteSentence } from '../quote-sentence.ts';
import { nothingFound, readTopic, type ToolInput, type TopicReading } from '../read-topic.ts';
import type { SentenceCandidate } from '../sentence-candidates.ts';
import { askedKinds, type ValueKind } from './asked-kinds.ts';
import { type FoundValue, findValues } from './find-values.ts';

/** Share of the topic's words that a sentence, with what its title and the sentence before lend, must have. */
const SENTENCE_COVERAGE_MIN = 0.4;
/** Sentences that are listed, as a multiple of what the pattern shows: a list is read faster than prose. */
const LISTED_TIMES = 2;

/**
 * How sure the shape of a kind makes: marks and signs are hardly mistaken, capitals often. Set by hand, on the low side, and
 * not calibrated.
 */
const KIND_CERTAINTY: Readonly<Record<ValueKind, number>> = {
  email: 0.95,
  url: 0.95,
  money: 0.95,
  percent: 0.95,
  date: 0.9,
  number: 0.85,
  phone: 0.8,
  item: 0.8,
  name: 0.7,
};

/**
 * The values the question asks for, each once, with the first sentence it stands in and its `[n]`. The list is of what the passages
 * at hand hold, and says so. Confidence: the probability that the passages are about the topic, times the certainty of the kind.
 */
export function extract(input: ToolInput): ToolAnswer {
  const reading = readTopic(input);
  const { kinds, named } = askedKinds(input.asked);
  const listed = reading.found ? valuesOf(reading, kinds, named) : [];
  const [first] = listed;
  if (first === undefined) return nothingFound('extract', reading, reading.found ? missingKind(kinds, reading) : null);
  const shown = input.synthesis ? listed.slice(0, input.shownMax * LISTED_TIMES) : [first];
  const count = shown.reduce((sum, { values }) => sum + values.length, 0);
  const left = listed.reduce((sum, { values }) => sum + values.length, 0) - count;
  const quotes = shown.map(({ candidate }) => quoteSentence(reading.readings, candidate));
  const lines = shown.map(({ values }, i) => {
    const quote = quotes[i];
    const list = values.map(({ text }) => text).join(', ');
    return quote?.text === list
      ? `${list} [${quote.citation.source}]`
      : `${list} — ${quote?.text} [${quote?.citation.source}]`;
  });
  const certainty =
    shown.flatMap(({ values }) => values).reduce((sum, { kind }) => sum + KIND_CERTAINTY[kind], 0) / count;
  return {
    tool: 'extract',
    reason: 'the values that the passages hold',
    response: [...lines, left > 0 ? `… and ${left} more in these passages.` : '']
      .filter((line) => line !== '')
      .join('\n'),
    citations: distinctCitations(quotes.map(({ citation }) => citation)),
    confidence: Math.max(0.01, reading.confidence * certainty),
    answered: true,
    evidence: { ...reading.evidence, values: count + left, kindCertainty: certainty },
  };
}

type Listed = { readonly candidate: SentenceCandidate; readonly values: readonly FoundValue[] };

/** Values in the order of the passages. Where no kind was named, names are listed only when the passages have no lists. */
function valuesOf(reading: TopicReading, kinds: readonly ValueKind[], named: boolean): readonly Listed[] {
  if (named) return valuesOfKinds(reading, kinds);
  for (const kind of kinds) {
    const listed = valuesOfKinds(reading, [kind]);
    if (listed.length > 0) return listed;
  }
  return [];
}

function valuesOfKinds({ candidates, question }: TopicReading, kinds: readonly ValueKind[]): readonly Listed[] {
  const seen = new Set<string>();
  return candidates.flatMap((candidate) => {
    if (question.terms.length > 0 && candidate.coverage < SENTENCE_COVERAGE_MIN) return [];
    if (candidate.text.length > QUOTED_CHARS_MAX) return [];
    const values = findValues(candidate.text, kinds).filter(
      ({ key, text }) => !seen.has(key) && !isAsked(text, question.said),
    );
    for (const { key } of values) seen.add(key);
    return values.length === 0 ? [] : [{ candidate, values }];
  });
}

/** The question said it itself: "list the names about Bell Rock" does not ask for Bell Rock. */
function isAsked(text: string, said: ReadonlySet<string>): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.length > 0 && words.every((word) => said.has(word));
}

function missingKind(kinds: readonly ValueKind[], { readings }: TopicReading): string {
  const words: Readonly<Record<ValueKind, string>> = {
    date: 'date',
    money: 'amount of money',
    percent: 'percentage',
    email: 'e-mail address',
    url: 'web address',
    phone: 'telephone number',
    number: 'number',
    name: 'name',
    item: 'list',
  };
  const [last = '', ...others] = kinds.map((kind) => words[kind]).toReversed();
  const listed = others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
  return `Not in your documents: the ${readings.length} passages about this hold no ${listed}.`;
}
