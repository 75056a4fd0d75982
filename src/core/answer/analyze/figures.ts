import { findValues } from '../extract/find-values.ts';
import type { PassageReading, SentenceCandidate } from '../sentence-candidates.ts';
import type { CollectionFacts } from './collection-facts.ts';
import { type Measure, readMeasures, yearsIn } from './read-series.ts';

/** One figure in words and the sentences or, for counts of documents, the passages it was taken from. */
export type Figure = { readonly text: string; readonly from: readonly SentenceCandidate[] };

/** Points a trend needs: two are a difference. */
const TREND_POINTS_MIN = 3;
/** Share of the pairs that must go one way before a series is said to rise or fall (Kendall's tau of .5 and more). */
const ONE_WAY_SHARE = 0.75;
/** Units whose extremes are named, and names that are counted. */
const UNITS_MAX = 3;
const NAMED_MAX = 5;
/** A name that stands in one document alone is no frequency. */
const NAMED_DOCUMENTS_MIN = 2;

/** What figures are worked out from; `topic` as it is shown. */
export type FigureInput = {
  readonly topic: string;
  readonly readings: readonly PassageReading[];
  readonly candidates: readonly SentenceCandidate[];
  readonly facts: CollectionFacts;
};

/** How many documents there are, and how many have the topic; and in how many of the passages at hand it stands. */
export function countFigures({ topic, readings, candidates, facts }: FigureInput): readonly Figure[] {
  const total = `${counted(facts.documents, 'document')} in this collection`;
  if (facts.mentioning === null) return [{ text: `${total}.`, from: firstOfEach(candidates) }];
  const { documents, exact } = facts.mentioning;
  const near = new Set(candidates.map(({ passage }) => readings[passage]?.passage.documentId));
  const plural = documents !== 1;
  const name = topic.replace(/^(?:the|a|an)\s+/iu, '');
  const verb = /\s/u.test(name)
    ? `${plural ? 'have' : 'has'} "${name}" word for word`
    : `${plural ? 'mention' : 'mentions'} "${name}"`;
  const said = `${exact ? '' : 'At least '}${documents} of ${total} ${verb}`;
  const read = `${counted(near.size, 'document')} among the passages read ${near.size === 1 ? 'is' : 'are'} about it`;
  return [{ text: `${said}; ${read}.`, from: firstOfEach(candidates) }];
}

/** Series of one unit over at least three years, each from sentences that name one year; else the span of years that are named. */
export function trendFigures({ candidates }: FigureInput): readonly Figure[] {
  const dated = groupBy(
    readMeasures(candidates).filter(({ year }) => year !== null),
    ({ unit }) => unit,
  );
  const trends = [...dated].flatMap(([unit, measures]) => trendOf(unit, measures) ?? []);
  return trends.length > 0 ? trends : yearSpan(candidates);
}

/** The least and the most of every unit that at least two different values share. */
export function extremeFigures({ candidates }: FigureInput): readonly Figure[] {
  const groups = [...groupBy(readMeasures(candidates), ({ unit }) => unit)]
    .map(([, measures]) => measures.toSorted((a, b) => a.value - b.value))
    .filter((measures) => new Set(measures.map(({ value }) => value)).size > 1)
    .toSorted((a, b) => b.length - a.length);
  const extremes = groups.slice(0, UNITS_MAX).flatMap((measures) => {
    const least = measures[0];
    const most = measures.at(-1);
    if (least === undefined || most === undefined) return [];
    const text = `of ${counted(measures.length, 'value')} the lowest is ${least.text}, the highest ${most.text}.`;
    return [{ text: capital(text), from: [least.candidate, most.candidate] }];
  });
  return extremes.length > 0 ? extremes : yearSpan(candidates);
}

/** Names that several documents share, and the tags of the documents, the most frequent first. */
export function frequencyFigures({ candidates, readings, facts }: FigureInput): readonly Figure[] {
  const byName = new Map<string, { readonly documents: Set<string>; readonly from: SentenceCandidate[] }>();
  for (const candidate of candidates) {
    const document = readings[candidate.passage]?.passage.documentId ?? '';
    for (const { text } of findValues(candidate.text, ['name'])) {
      const entry = byName.get(text) ?? { documents: new Set<string>(), from: [] };
      if (!entry.documents.has(document)) entry.from.push(candidate);
      entry.documents.add(document);
      byName.set(text, entry);
    }
  }
  const names = [...byName]
    .filter(([, { documents }]) => documents.size >= NAMED_DOCUMENTS_MIN)
    .toSorted(([a, x], [b, y]) => y.documents.size - x.documents.size || (a < b ? -1 : 1))
    .slice(0, NAMED_MAX)
    .map(([name, { documents, from }]) => ({
      text: `"${name}" is named in ${counted(documents.size, 'document')}.`,
      from,
    }));
  return [...names, ...tagFigure(readings, candidates, facts)];
}

function tagFigure(
  readings: readonly PassageReading[],
  candidates: readonly SentenceCandidate[],
  { described }: CollectionFacts,
): readonly Figure[] {
  const counts = new Map<string, number>();
  const documents = new Set(readings.map(({ passage }) => passage.documentId));
  for (const document of documents) {
    for (const tag of described.get(document)?.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const tags = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, NAMED_MAX);
  if (tags.length === 0) return [];
  const listed = tags.map(([tag, count]) => `${tag} (${count})`).join(', ');
  return [
    { text: `Tags of the ${counted(documents.size, 'document')} read: ${listed}.`, from: firstOfEach(candidates) },
  ];
}

function trendOf(unit: string, measures: readonly Measure[]): Figure | null {
  const points = [...groupBy(measures, ({ year }) => year ?? 0)]
    .flatMap(([, sameYear]) => (sameYear.length === 1 ? sameYear : []))
    .toSorted((a, b) => (a.year ?? 0) - (b.year ?? 0));
  const first = points[0];
  const last = points.at(-1);
  if (points.length < TREND_POINTS_MIN || first === undefined || last === undefined) return null;
  const list = points.map(({ year, text }) => `${year}: ${text}`).join(', ');
  return {
    text: `${capital(directionOf(points.map(({ value }) => value)))} over ${points.length} years (${unit}): ${list}.`,
    from: points.map(({ candidate }) => candidate),
  };
}

/** By the pairs of the series: a share of them rises, a share falls. */
function directionOf(values: readonly number[]): string {
  let rising = 0;
  let falling = 0;
  for (const [i, value] of values.entries()) {
    for (const later of values.slice(i + 1)) {
      if (later > value) rising++;
      if (later < value) falling++;
    }
  }
  const pairs = (values.length * (values.length - 1)) / 2;
  if (rising >= pairs * ONE_WAY_SHARE) return 'rising';
  return falling >= pairs * ONE_WAY_SHARE ? 'falling' : 'no one direction';
}

function yearSpan(candidates: readonly SentenceCandidate[]): readonly Figure[] {
  const dated = candidates.flatMap((candidate) => yearsIn(candidate.text).map((year) => ({ year, candidate })));
  const ordered = dated.toSorted((a, b) => a.year - b.year);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined || first.year === last.year) return [];
  const count = new Set(ordered.map(({ year }) => year)).size;
  return [
    { text: `${count} years are named, from ${first.year} to ${last.year}.`, from: [first.candidate, last.candidate] },
  ];
}

/** The first sentence of every passage: what stands for it in a citation. */
function firstOfEach(candidates: readonly SentenceCandidate[]): readonly SentenceCandidate[] {
  return candidates.filter(({ passage }, i) => candidates.findIndex((other) => other.passage === passage) === i);
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
