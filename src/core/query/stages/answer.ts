import type { TokenTable } from '../../../ports/token-table.ts';
import { defined } from '../../../shared/assert.ts';
import { CodedError } from '../../../shared/errors.ts';
import { answerQuestion } from '../../answer/answer-question.ts';
import { chooseTool } from '../../answer/choose-tool.ts';
import type { Question, ToolAnswer } from '../../answer/passage.ts';
import { searchAnswer } from '../../answer/search-answer.ts';
import { termSimilarity } from '../../answer/term-similarity.ts';
import type { QueryRequest } from '../query-request.ts';
import type { QueryState } from '../query-state.ts';
import type { Stage } from '../stage.ts';

/** The tool, its answer and its citations. */
export const answer: Stage = {
  name: 'answer',
  optional: false,
  run(state, { ports }) {
    const { lexical, idf } = defined(state.understanding, 'understand runs before answer');
    const question: Question = { text: state.request.text, terms: lexical.terms.map(({ term }) => term), idf };
    const { tool, reason } = toolFor(state.request, question);
    const found =
      tool === 'search'
        ? searchAnswer({ question, passages: passagesOf(state), reason })
        : answerFrom(state, question, ports.table);
    const result: ToolAnswer = { ...found, reason };
    return {
      adds: { answer: result },
      detail: { tool, reason, citations: result.citations.length, answered: result.answered },
    };
  },
};

function toolFor(
  { tool }: QueryRequest,
  question: Question,
): { readonly tool: 'answer' | 'search'; readonly reason: string } {
  if (tool === 'auto') return chooseTool(question);
  if (tool === 'answer' || tool === 'search') return { tool, reason: `the request asked for ${tool}` };
  throw new CodedError(
    'QUERY_TOOL_UNAVAILABLE',
    `The tool "${tool}" is not part of this server; use "auto", "answer" or "search".`,
  );
}

function passagesOf({ passages }: QueryState) {
  return defined(passages, 'select runs before answer');
}

function answerFrom(state: QueryState, question: Question, table: TokenTable): ToolAnswer {
  const { answerPassages, citationsMax } = state.pattern.settings;
  return answerQuestion({
    question,
    passages: passagesOf(state).slice(0, answerPassages),
    similarity: termSimilarity(table),
    maxCitations: citationsMax,
    mode: citationsMax === 1 ? 'single' : 'several',
  });
}
