import { defined } from '../../shared/assert.ts';
import { termSimilarity } from '../answer/term-similarity.ts';
import { type CheckInput, isAnswered, isAnsweredAtHand } from '../insight/follow-ups/check-question.ts';
import { proposeQuestions } from '../insight/follow-ups/propose-questions.ts';
import { PATTERNS } from './patterns.ts';
import type { QueryState } from './query-state.ts';
import type { Stage, StageContext } from './stage.ts';
import { answer } from './stages/answer.ts';
import { fuse } from './stages/fuse.ts';
import { retrieve } from './stages/retrieve.ts';
import { route } from './stages/route.ts';
import { select } from './stages/select.ts';
import { understand } from './stages/understand.ts';

/** Suggestions of each kind that are shown. */
export const SUGGESTIONS_MAX = 3;
/** Past questions that are looked at, at most. */
const PAST_MAX = 4;
/** Passages a past question is asked of. */
const PAST_PASSAGES = 3;

/** Suggestions that were found to have an answer, and how many were checked for that. */
export type Suggestions = {
  /** Go on in the documents that were cited; in the nearest ones when nothing was answered. */
  readonly followUps: readonly string[];
  /** Lead to the other documents, or were asked before. */
  readonly relatedQueries: readonly string[];
  readonly checked: number;
};

/**
 * Questions with an answer: read off sentences of the passages at hand and asked of them again, or past ones near this one. The
 * checks are counted, not timed, so that the same question gets the same suggestions; `suggestionRetrievals` of the pattern allows past
 * ones to be asked of the whole collection.
 */
export async function suggestQueries(state: QueryState, context: StageContext): Promise<Suggestions> {
  const found = defined(state.answer, 'answer runs before enrich');
  const { idf } = defined(state.understanding, 'understand runs before enrich');
  const passages = state.passages ?? [];
  const { citations } = found;
  const { suggestionChecks } = state.pattern.settings;
  const input: CheckInput = { passages, similarity: termSimilarity(context.ports.table), idf };
  const cited = new Set(citations.map(({ source }) => passages[source - 1]?.documentId));
  if (cited.size === 0) cited.add(passages[0]?.documentId);
  const followUps: string[] = [];
  const related: string[] = [];
  let checked = 0;
  for (const proposed of proposeQuestions(state.request.text, passages, {
    citations,
    passagesMax: suggestionChecks + 1,
  })) {
    if (checked >= suggestionChecks) break;
    const list = cited.has(passages[proposed.passage]?.documentId) ? followUps : related;
    if (list.length >= SUGGESTIONS_MAX) continue;
    checked++;
    if (isAnswered(proposed, input)) list.push(proposed.text);
  }
  // What is left of the checks, and one at least: what people asked here is worth a look.
  const looks = Math.min(PAST_MAX, Math.max(1, suggestionChecks - checked));
  const past = await pastQueries(state, context, input, { looks, limit: SUGGESTIONS_MAX - related.length });
  return { followUps, relatedQueries: [...new Set([...past, ...related])], checked };
}

/** Past questions near this one that the passages at hand answer, or the collection, when the pattern may look there. */
async function pastQueries(
  state: QueryState,
  context: StageContext,
  input: CheckInput,
  { looks, limit }: { readonly looks: number; readonly limit: number },
): Promise<readonly string[]> {
  const { relatedQueries } = context.ports;
  const vector = state.understanding?.vector;
  if (relatedQueries === undefined || vector === undefined || limit <= 0) return [];
  const near = relatedQueries.near(state.scope, { text: state.request.text, vector }, looks);
  const head = { ...input, passages: input.passages.slice(0, PAST_PASSAGES) };
  let retrievals = state.pattern.settings.suggestionRetrievals;
  const kept: string[] = [];
  for (const text of near) {
    if (kept.length >= limit) break;
    if (isAnsweredAtHand(text, head)) kept.push(text);
    else if (retrievals-- > 0 && (await isAnsweredHere(text, state, context))) kept.push(text);
  }
  return kept;
}

/** The stages that ask, without the cache and without anything that is kept of it. */
const ASKING: readonly Stage[] = [understand, route, retrieve, fuse, select, answer];

/** Asks the collection the cheap way, under the filter of the question that is being answered. */
async function isAnsweredHere(text: string, asked: QueryState, context: StageContext): Promise<boolean> {
  const request = { ...asked.request, text, tool: 'auto' as const, topK: null };
  let state: QueryState = {
    queryId: asked.queryId,
    request,
    principal: asked.principal,
    scope: asked.scope,
    pattern: PATTERNS.bare,
    degraded: [],
  };
  for (const stage of ASKING) {
    context.signal.throwIfAborted();
    state = { ...state, ...(await stage.run(state, context)).adds };
  }
  return state.answer?.answered === true;
}
