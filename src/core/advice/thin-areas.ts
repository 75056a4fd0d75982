import { analyseTerms } from '../retrieval/analyse-text.ts';
import { termsOf } from './similarity.ts';
import type { UsedQuery } from './used-query.ts';

/** Questions of an area: one that nobody could answer once is no area. */
const QUESTIONS_MIN = 2;
const AREAS_MAX = 5;
const EXAMPLES_MAX = 3;
/** A term belongs to the name of an area when so many of its questions have it. */
const NAMING_SHARE = 0.6;
const NAME_TERMS_MAX = 3;
/** A term of which more questions than these are answered says nothing about what is missing. */
const ANSWERED_SHARE_MAX = 0.5;

/** Questions that share a word and were not answered. */
export type ThinArea = {
  /** The words most of them share, as they were written. */
  readonly topic: string;
  readonly questions: number;
  /** The latest, each once. */
  readonly examples: readonly string[];
};

/**
 * Groups what was not answered by shared terms, the most frequent first, each question in one group. Questions in other words only
 * meet when they share a term. At most five groups of two questions or more.
 */
export function thinAreas(queries: readonly UsedQuery[]): readonly ThinArea[] {
  let left = queries.filter(({ answered }) => !answered);
  const counts = countTerms(left);
  const missing = missingTerms(queries, counts);
  const areas: ThinArea[] = [];
  while (areas.length < AREAS_MAX) {
    const term = mostFrequent(missing, counts);
    if (term === null) break;
    const group = left.filter((query) => termsOf(query).has(term));
    areas.push(toArea(group));
    left = left.filter((query) => !termsOf(query).has(term));
    for (const query of group) for (const own of termsOf(query)) counts.set(own, (counts.get(own) ?? 0) - 1);
  }
  return areas;
}

/** Terms of enough questions that were not answered, and of not too many that were. */
function missingTerms(queries: readonly UsedQuery[], unanswered: ReadonlyMap<string, number>): readonly string[] {
  const answered = new Map<string, number>();
  for (const [term, count] of unanswered) if (count >= QUESTIONS_MIN) answered.set(term, 0);
  for (const query of queries) {
    if (!query.answered) continue;
    for (const term of termsOf(query)) {
      const count = answered.get(term);
      if (count !== undefined) answered.set(term, count + 1);
    }
  }
  const isMissing = ([term, count]: readonly [string, number]) =>
    count <= ANSWERED_SHARE_MAX * (count + (unanswered.get(term) ?? 0));
  return [...answered].filter(isMissing).map(([term]) => term);
}

function mostFrequent(terms: readonly string[], counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let most = QUESTIONS_MIN - 1;
  for (const term of terms) {
    const count = counts.get(term) ?? 0;
    if (count <= most) continue;
    best = term;
    most = count;
  }
  return best;
}

function toArea(group: readonly UsedQuery[]): ThinArea {
  const common = [...countTerms(group)]
    .filter(([, count]) => count >= NAMING_SHARE * group.length)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, NAME_TERMS_MAX)
    .map(([term]) => term);
  const latest = group.toSorted((a, b) => b.timestampMs - a.timestampMs);
  const examples = [...new Set(latest.map(({ text }) => text))].slice(0, EXAMPLES_MAX);
  return { topic: inOrder(common, examples[0] ?? '').join(' '), questions: group.length, examples };
}

/** The words of the text that the terms come from, in the order of the text. */
function inOrder(terms: readonly string[], text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
  const named = new Set<string>();
  for (const word of words)
    if (analyseTerms(word).some((term) => terms.includes(term))) named.add(word.replace(/['’]s$/iu, ''));
  return named.size === 0 ? terms : [...named];
}

function countTerms(queries: readonly UsedQuery[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const query of queries) for (const term of termsOf(query)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
