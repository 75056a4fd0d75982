import type { TokenTable } from '../../ports/token-table.ts';
import type { ToolAnswer } from '../answer/passage.ts';
import { complexityOf } from './complexity.ts';
import type { Insights } from './insights.ts';
import { motifsOf } from './motifs.ts';
import { narrativeDepthOf } from './narrative-depth.ts';
import { reasoningTypeOf } from './reasoning-type.ts';
import { semanticDimensions } from './semantic-dimensions.ts';

/** Names that are told of one answer. */
export const ENTITIES_MAX = 12;
/** Characters of a response that are read for names, motifs and meaning: its first statements. */
const RESPONSE_CHARS_MAX = 800;
/** Names of one text that are looked up. */
const NAMED_MAX = 24;

/** What insights are read from: the question, its answer, and who can tell names. */
export type InsightInput = {
  readonly question: string;
  readonly termCount: number;
  readonly answer: ToolAnswer;
  /** Documents that the answer cites. */
  readonly citedDocuments: number;
  readonly table: TokenTable;
  /** Names of the visible documents in a text, in its order (`Lexicon.named`). */
  readonly named: (text: string, limit: number) => readonly string[];
  readonly narrativeDepth: boolean;
};

/** Everything that is said of a question and its answer beside the answer. An answer that says "not in your documents" is not read. */
export function findInsights(input: InsightInput): Insights {
  const { question, answer, table, named } = input;
  const response = answer.answered ? answer.response.slice(0, RESPONSE_CHARS_MAX) : '';
  const reasoningType = reasoningTypeOf(question, answer.tool);
  const asked = named(question, NAMED_MAX);
  const said = response === '' ? [] : named(response, NAMED_MAX);
  const motifs = motifsOf(response);
  const depth = narrativeDepthOf({
    answered: answer.answered,
    citedSentences: answer.citations.length,
    citedDocuments: input.citedDocuments,
    motifs,
  });
  return {
    reasoningType,
    entities: [...new Set([...asked, ...said])].slice(0, ENTITIES_MAX),
    motifs: motifsOf(`${question}\n${response}`),
    complexity: complexityOf({ question, termCount: input.termCount, reasoningType, nameCount: asked.length }),
    narrativeDepth: input.narrativeDepth ? depth.depth : null,
    depthReasons: input.narrativeDepth ? depth.reasons : [],
    semanticDimensions: semanticDimensions(table, `${question} ${response}`),
  };
}
