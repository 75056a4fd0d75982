import { cleanMarkup } from '../clean-markup.ts';
import type { SentenceCandidate } from '../sentence-candidates.ts';

/** A number as a sentence gives it: its value, the word or sign of its unit, and the one year the sentence names, if it is one. */
export type Measure = {
  readonly value: number;
  readonly unit: string;
  readonly text: string;
  readonly year: number | null;
  readonly candidate: SentenceCandidate;
};

/** Measures of all sentences that are worked with. */
const MEASURES_MAX = 400;

const YEAR = /\b(1\d{3}|20\d{2})\b(?!\s?%|\s*[-–]\s*\d)/g;
const MEASURE =
  /(?<![\p{L}\p{N}.,/-])(?<sign>[-−])?(?<currency>[$€£¥])?\s?(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?(?<scale>thousand|million|billion))?(?:\s?(?<mark>%|°C|°F)|\s+(?<word>\p{L}[\p{L}-]*))?/gu;
const SCALES: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };
/** Words behind a number that are no unit of it. */
const NO_UNIT = new Set(
  'and or of in on at by to from for the a an is are was were as but with it its their his her than then that which when while after before until between during also has have had who will can may'.split(
    ' ',
  ),
);
const MONTHS = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

/** Numbers with a unit in the sentences; a bare number is compared with nothing, and a year is a time. */
export function readMeasures(candidates: readonly SentenceCandidate[]): readonly Measure[] {
  return candidates.flatMap(measuresOf).slice(0, MEASURES_MAX);
}

/** Years that a sentence names, ascending and each once. */
export function yearsIn(text: string): readonly number[] {
  return [...new Set([...text.matchAll(YEAR)].map(([year]) => Number(year)))].toSorted((a, b) => a - b);
}

function measuresOf(candidate: SentenceCandidate): readonly Measure[] {
  const text = cleanMarkup(candidate.text);
  const years = yearsIn(text);
  const year = years.length === 1 ? (years[0] ?? null) : null;
  return [...text.matchAll(MEASURE)].flatMap(({ 0: whole, groups = {} }) => {
    const unit = unitOf(groups);
    if (unit === '' || isYear(groups)) return [];
    const plain = Number((groups['digits'] ?? '').replaceAll(',', ''));
    const value = plain * (SCALES[groups['scale'] ?? ''] ?? 1) * (groups['sign'] === undefined ? 1 : -1);
    return [{ value, unit, text: whole.trim(), year, candidate }];
  });
}

/** "In 2020 sales …" dates the sales. */
function isYear({ digits = '', currency, mark, scale }: Readonly<Record<string, string | undefined>>): boolean {
  return /^(?:1\d{3}|20\d{2})$/.test(digits) && currency === undefined && mark === undefined && scale === undefined;
}

/** The unit in the singular, so that "1 metre" and "54 metres" are compared. */
function unitOf({ currency, mark, word = '' }: Readonly<Record<string, string | undefined>>): string {
  const lower = word.toLowerCase();
  if (currency !== undefined) return currency;
  if (mark !== undefined) return mark;
  if (lower === 'percent' || lower === 'per') return lower === 'per' ? '' : '%';
  if (NO_UNIT.has(lower) || MONTHS.test(lower)) return '';
  return lower.length > 3 ? lower.replace(/(?<!s)s$/u, '') : lower;
}
