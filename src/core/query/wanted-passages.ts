import type { LexicalIndex } from '../../ports/lexical-index.ts';
import { comparedThings, SIDES_MAX } from '../answer/compare/compared-things.ts';
import { adaptiveTopK } from '../retrieval/adaptive-top-k.ts';
import { analyseQuery } from '../retrieval/analyse-text.ts';
import type { Candidate, QueryState } from './query-state.ts';

/** Below this share of the best score a passage is noise, also for a tool that gathers: the floor of the adaptive choice. */
const FLOOR_SHARE = 0.35;
/** Passages that each side of a comparison brings, when it has so many. */
const SIDE_PASSAGES = 4;
/** Passages that a comparison reads at the most, when each of four sides brings its own. */
export const COMPARED_PASSAGES_MAX = SIDE_PASSAGES * SIDES_MAX;
/** Candidates whose words are looked at for the sides. */
const SIDE_CANDIDATES_MAX = 200;

type Asked = Pick<QueryState, 'request' | 'tool' | 'pattern' | 'scope'>;

/**
 * The head of a ranked list that is worth reading: `top_k` of it when that was asked for; else what the curve of the scores says,
 * and more for the tools that gather. A comparison keeps the best passages of each side, wherever they rank.
 */
export async function wantedPassages(
  list: readonly Candidate[],
  { request, tool, pattern, scope }: Asked,
  lexical: Pick<LexicalIndex, 'scores'>,
): Promise<readonly Candidate[]> {
  if (request.topK !== null) return list.slice(0, request.topK);
  const adaptive = adaptiveTopK(list.map(({ score }) => score));
  if (tool === undefined || tool.tool === 'answer' || tool.tool === 'search') return list.slice(0, adaptive);
  const floor = (list[0]?.score ?? 0) * FLOOR_SHARE;
  const { gatheredPassages } = pattern.settings;
  const kept = new Set(list.slice(0, gatheredPassages).filter(({ score }, i) => i < adaptive || score >= floor));
  const things = tool.tool === 'compare' ? comparedThings(tool.asked) : null;
  if (things === null) return list.filter((candidate) => kept.has(candidate));
  const sides = await Promise.all(things.sides.map((side) => bestForSide(side, list, scope, lexical)));
  const ofSides = new Set(sides.flat());
  const rest = [...kept].filter((candidate) => !ofSides.has(candidate));
  const chosen = new Set([...ofSides, ...rest].slice(0, Math.max(gatheredPassages, ofSides.size)));
  return list.filter((candidate) => chosen.has(candidate));
}

/** The candidates that have most of the side's words, the best first. */
async function bestForSide(
  side: string,
  list: readonly Candidate[],
  scope: QueryState['scope'],
  lexical: Pick<LexicalIndex, 'scores'>,
): Promise<readonly Candidate[]> {
  const head = list.slice(0, SIDE_CANDIDATES_MAX);
  const query = { ...analyseQuery(side), phrases: [] };
  const scores = await lexical.scores(
    scope,
    query,
    head.map(({ chunk }) => chunk),
  );
  return head
    .map((candidate, i) => ({ candidate, score: scores[i] ?? 0 }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, SIDE_PASSAGES)
    .map(({ candidate }) => candidate);
}
