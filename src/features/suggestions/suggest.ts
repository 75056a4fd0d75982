import { foldPrefix } from '../../core/learning/fold-text.ts';
import type { LearnedQueries } from '../../core/learning/learned-queries.ts';
import type { NextQueries } from '../../core/learning/next-queries.ts';
import { meanConfidence, type PastQuery } from '../../core/learning/past-query.ts';
import type { QueryBook } from '../../core/learning/query-book.ts';
import { TopList } from '../../core/learning/top-list.ts';
import { questionKey } from '../../core/retrieval/question-key.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AddedSuggestion, AddedSuggestions } from './added-suggestions.ts';
import { templateSuggestions } from './entity-templates.ts';
import type { Suggestion } from './suggestion.ts';

/** What suggestions are made from. */
export type SuggestionPorts = {
  readonly learned: LearnedQueries;
  readonly next: NextQueries;
  readonly lexicon: Lexicon;
  readonly added: AddedSuggestions;
  readonly clock: Clock;
};

/** `context`: the question asked before; without it the last of `session` (`sessionKey`). `prefix` as typed. */
export type SuggestionRequest = {
  readonly scope: Scope;
  readonly prefix: string;
  readonly limit: number;
  readonly context: string | null;
  readonly session: string | null;
};

/** Next questions looked at before those that do not fit the prefix drop out. */
const PREDICTED_MAX = 50;
/** Askings at which a question's popularity counts half. */
const POPULARITY_HALF = 3;
/** What begins as typed goes before what only holds it. */
const INSIDE_SHARE = 0.7;
const ADDED_SCORE = 0.75;

/** Questions that go on as the prefix begins, best first: what follows this session, what was added, what is asked, names. */
export async function suggest(ports: SuggestionPorts, request: SuggestionRequest): Promise<readonly Suggestion[]> {
  const { scope, limit } = request;
  const prefix = foldPrefix(request.prefix);
  const book = ports.learned.book(scope);
  const found = [
    ...(book === undefined ? [] : await following(ports, request, prefix)),
    ...(await addedOnes(ports.added, { tenant: scope.tenant, prefix, limit })),
    ...(book === undefined ? [] : asked(ports, book, { scope, prefix, limit })),
    ...templateSuggestions(ports.lexicon, scope, { prefix, limit }),
  ];
  return distinct(found).slice(0, limit);
}

type Wanted = { readonly prefix: string; readonly limit: number };

async function following(
  { next }: SuggestionPorts,
  { scope, context, session }: SuggestionRequest,
  prefix: string,
): Promise<readonly Suggestion[]> {
  const text = context ?? (session === null ? null : next.lastOf(scope, session));
  if (text === null) return [];
  const predictions = await next.predict({ scope, text, before: null, session }, PREDICTED_MAX);
  return predictions
    .filter(({ query }) => ` ${query.folded}`.includes(` ${prefix}`))
    .map(({ query, probability }) => ({ text: query.text, source: 'context', score: 0.5 + 0.5 * probability }));
}

async function addedOnes(
  added: AddedSuggestions,
  { tenant, prefix, limit }: Wanted & { readonly tenant: string },
): Promise<readonly Suggestion[]> {
  const index = await added.index(tenant);
  const all = (): boolean => true;
  const top = new TopList<AddedSuggestion>(limit);
  index.beginning(prefix, all, top);
  const begins = top.size;
  if (!top.isFull) index.inside(prefix, all, top);
  return top.items().map(({ text }, i) => ({
    text,
    source: 'added',
    score: i < begins ? ADDED_SCORE : ADDED_SCORE * INSIDE_SHARE,
  }));
}

/** Past questions that were answered: those that begin so, and when there are too few those that hold it. */
function asked(
  { learned, clock }: SuggestionPorts,
  book: QueryBook,
  { scope, prefix, limit }: Wanted & { readonly scope: Scope },
): readonly Suggestion[] {
  const mayOffer = learned.mayOffer(scope);
  const begins = new TopList<PastQuery>(limit);
  const inside = new TopList<PastQuery>(limit);
  if (prefix === '') {
    for (const query of book.popular()) if (mayOffer(query)) begins.offer(query, query.popularity);
  } else book.index.beginning(prefix, mayOffer, begins);
  if (!begins.isFull) book.index.inside(prefix, mayOffer, inside);
  const nowMs = clock.now();
  const score = (query: PastQuery): number => {
    const askings = book.askingsNow(query.popularity, nowMs);
    return 0.25 + 0.35 * (askings / (askings + POPULARITY_HALF)) + 0.1 * meanConfidence(query);
  };
  return [
    ...begins.items().map((query) => ({ text: query.text, source: 'popular' as const, score: score(query) })),
    ...inside.items().map((query) => ({
      text: query.text,
      source: 'popular' as const,
      score: INSIDE_SHARE * score(query),
    })),
  ];
}

/** Best first, each question once: where it comes from two sources, the better one is named. */
function distinct(found: readonly Suggestion[]): readonly Suggestion[] {
  const seen = new Set<string>();
  return found
    .toSorted((a, b) => b.score - a.score)
    .filter(({ text }) => {
      const key = questionKey(text);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
