import type { PatternName } from '../query/query-request.ts';
import { compareBounded } from '../statistics/compare-bounded.ts';
import { isDifferent } from '../statistics/comparison.ts';
import { type PatternFigures, patternFigures } from './pattern-figures.ts';
import { weigher } from './similarity.ts';
import type { UsedQuery } from './used-query.ts';

/** Queries before a pattern is recommended over the default. */
const QUERIES_MIN = 5;
const DEFAULT_PATTERN: PatternName = 'fast';
const UNIT = { min: 0, max: 1 };
const ALPHA = 0.05;

export type PatternRecommendation = {
  readonly pattern: PatternName;
  readonly reason: string;
  /** Its quality differs from that of every other pattern by more than chance, however often one looks. */
  readonly isSignificant: boolean;
  readonly figures: readonly PatternFigures[];
};

/** The pattern with the best score over what was asked; queries like `text`, when one is given, decide before all others. */
export function recommendPattern(queries: readonly UsedQuery[], text: string | null): PatternRecommendation {
  const figures = patternFigures(queries, weigher(text)).toSorted((a, b) => b.score - a.score);
  const [best, ...others] = figures.filter((each) => each.queries >= QUERIES_MIN);
  if (best === undefined) {
    const reason = `No pattern has answered ${QUERIES_MIN} queries yet: "${DEFAULT_PATTERN}" is the default.`;
    return { pattern: DEFAULT_PATTERN, reason, isSignificant: false, figures };
  }
  const isSignificant = others.length > 0 && others.every((other) => differ(best, other, ALPHA / others.length));
  return { pattern: best.pattern, reason: inWords(best, others, { text, isSignificant }), isSignificant, figures };
}

function differ(best: PatternFigures, other: PatternFigures, alpha: number): boolean {
  return isDifferent(compareBounded(other.moments, best.moments, { alpha, bounds: UNIT }));
}

function inWords(
  best: PatternFigures,
  others: readonly PatternFigures[],
  { text, isSignificant }: { readonly text: string | null; readonly isSignificant: boolean },
): string {
  const like = text === null ? '' : ' (those like this one count most)';
  const own = `"${best.pattern}" has the best score over ${best.queries} queries${like}: ${figuresInWords(best)}`;
  if (others.length === 0) return `${own}; no other pattern was used enough to compare.`;
  const rest = others.map((other) => `${other.pattern}: ${figuresInWords(other)}`).join('; ');
  const doubt = isSignificant
    ? ''
    : ' The difference may be chance, and the patterns answered different questions: POST /api/query/ab-test compares them on one.';
  return `${own} (${rest}).${doubt}`;
}

function figuresInWords({ quality, p50Ms, reward, ratings }: PatternFigures): string {
  const rated = reward === null ? '' : `, rated ${(1 + 4 * reward).toFixed(1)} of 5 by ${ratings}`;
  return `quality ${quality.toFixed(2)}, ${p50Ms.toFixed(1)} ms${rated}`;
}
