import { questionKey } from '../retrieval/question-key.ts';
import { type PatternFigures, patternFigures } from './pattern-figures.ts';
import { type ThinArea, thinAreas } from './thin-areas.ts';
import type { UsedQuery } from './used-query.ts';

/** Queries of a pattern before its durations are compared. */
const TIMED_MIN = 20;
/** A pattern is slow when its p95 is so many times the largest of the others. */
const SLOW_RATIO = 1.5;
/** Queries before the cache is judged, the share of repeats that makes one worthwhile, and the share of those it should catch. */
const CACHED_MIN = 50;
const REPEATS_MIN = 0.1;
const CAUGHT_MIN = 0.5;

export type SlowPattern = { readonly pattern: string; readonly p95Ms: number; readonly othersP95Ms: number };

/** Shares of all queries: asked before within what is remembered, and answered from the cache. */
export type CacheUse = { readonly repeatShare: number; readonly hitRate: number; readonly isWeak: boolean };

export type GeneralAdvice = {
  readonly queries: number;
  readonly slowPatterns: readonly SlowPattern[];
  readonly cache: CacheUse;
  readonly thinAreas: readonly ThinArea[];
  /** All of it in sentences, what matters most first. */
  readonly sentences: readonly string[];
};

/** What could be better, from what was asked. */
export function generalAdvice(queries: readonly UsedQuery[]): GeneralAdvice {
  const areas = thinAreas(queries);
  const slowPatterns = slowOf(patternFigures(queries));
  const cache = cacheUse(queries);
  const sentences = [
    ...areas.map(areaInWords),
    ...slowPatterns.map(slowInWords),
    ...(cache.isWeak ? [cacheInWords(cache)] : []),
  ];
  return { queries: queries.length, slowPatterns, cache, thinAreas: areas, sentences };
}

function slowOf(figures: readonly PatternFigures[]): readonly SlowPattern[] {
  const timed = figures.filter(({ queries }) => queries >= TIMED_MIN);
  return timed.flatMap((each) => {
    const othersP95Ms = Math.max(0, ...timed.filter((other) => other !== each).map(({ p95Ms }) => p95Ms));
    const isSlow = othersP95Ms > 0 && each.p95Ms >= SLOW_RATIO * othersP95Ms;
    return isSlow ? [{ pattern: each.pattern, p95Ms: each.p95Ms, othersP95Ms }] : [];
  });
}

function cacheUse(queries: readonly UsedQuery[]): CacheUse {
  const seen = new Set<string>();
  let repeats = 0;
  let hits = 0;
  for (const { text, collection, patternUsed, cacheHit } of queries) {
    // Another pattern gives another answer: asking it anew is no repetition that a cache could serve.
    const key = JSON.stringify([collection, patternUsed, questionKey(text)]);
    if (seen.has(key)) repeats++;
    seen.add(key);
    if (cacheHit) hits++;
  }
  const count = Math.max(1, queries.length);
  const [repeatShare, hitRate] = [repeats / count, hits / count];
  const isWeak = queries.length >= CACHED_MIN && repeatShare >= REPEATS_MIN && hitRate < CAUGHT_MIN * repeatShare;
  return { repeatShare, hitRate, isWeak };
}

function areaInWords({ topic, questions, examples }: ThinArea): string {
  return `${questions} questions about "${topic}" were not answered, the last one "${examples[0] ?? ''}": add documents about it.`;
}

function slowInWords({ pattern, p95Ms, othersP95Ms }: SlowPattern): string {
  return `"${pattern}" takes ${p95Ms.toFixed(1)} ms at p95, ${(p95Ms / othersP95Ms).toFixed(1)} times the slowest of the others: use it where its answers are worth the wait.`;
}

function cacheInWords({ repeatShare, hitRate }: CacheUse): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `${percent(repeatShare)} of the questions had been asked before, and ${percent(hitRate)} were answered from the cache: send "cache": "use"; "cache.reason" in an answer says why it was computed anew.`;
}
