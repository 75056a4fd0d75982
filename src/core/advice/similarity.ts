import type { Scheduler } from '../../shared/scheduler.ts';
import { FUNCTION_WORDS } from '../answer/function-words.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import type { UsedQuery } from './used-query.ts';

/** Terms of a text that are compared. */
const TERMS_MAX = 64;
/** What a query that shares no term still counts: with nothing similar, all of them decide alike. */
const WEIGHT_MIN = 0.05;

/** Queries analysed before everything else may run: some milliseconds. */
const ANALYSED_AT_ONCE = 250;

const known = new WeakMap<UsedQuery, ReadonlySet<string>>();

/** What the question is about, as terms, each once; analysed once. */
export function termsOf(query: UsedQuery): ReadonlySet<string> {
  const found = known.get(query) ?? topicTerms(query.text);
  known.set(query, found);
  return found;
}

/** Analyses what is not analysed yet, in slices, so that nobody who compares them holds the event loop for it. */
export async function analyseAll(queries: readonly UsedQuery[], scheduler: Scheduler): Promise<void> {
  const left = queries.filter((query) => !known.has(query));
  for (const [i, query] of left.entries()) {
    termsOf(query);
    if (i % ANALYSED_AT_ONCE === ANALYSED_AT_ONCE - 1) await scheduler.yieldToLoop();
  }
}

/** How much a past query tells about a text, in [.05, 1]: the share of terms the two have in common (Dice), squared. 1 without a text. */
export function weigher(text: string | null): (query: UsedQuery) => number {
  if (text === null) return () => 1;
  const terms = topicTerms(text);
  return (query) => {
    const own = termsOf(query);
    let shared = 0;
    for (const term of terms) if (own.has(term)) shared++;
    const share = (2 * shared) / Math.max(1, terms.size + own.size);
    return Math.max(WEIGHT_MIN, share ** 2);
  };
}

/** Terms without the words that only make a text a question. */
function topicTerms(text: string): ReadonlySet<string> {
  const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const about = words.filter((word) => !FUNCTION_WORDS.has(word.toLowerCase()));
  return new Set(analyseTerms(about.join(' '), TERMS_MAX));
}
