import type { TokenTable } from '../../../ports/token-table.ts';
import { defined } from '../../../shared/assert.ts';
import { analyze } from '../../answer/analyze/analyze.ts';
import { answerQuestion } from '../../answer/answer-question.ts';
import { compare } from '../../answer/compare/compare.ts';
import { extract } from '../../answer/extract/extract.ts';
import type { Question, ToolAnswer } from '../../answer/passage.ts';
import type { ToolInput } from '../../answer/read-topic.ts';
import { searchAnswer } from '../../answer/search-answer.ts';
import { summarize } from '../../answer/summarize/summarize.ts';
import { termSimilarity } from '../../answer/term-similarity.ts';
import { collectionFacts } from '../collection-facts.ts';
import type { QueryState } from '../query-state.ts';
import type { Stage, StageContext } from '../stage.ts';
import { COMPARED_PASSAGES_MAX } from '../wanted-passages.ts';

/** The tool's answer and its citations. */
export const answer: Stage = {
  name: 'answer',
  optional: false,
  async run(state, context) {
    const { tool, reason } = defined(state.tool, 'understand runs before answer');
    const result: ToolAnswer = { ...(await answerWith(state, context)), reason };
    return {
      adds: { answer: result },
      detail: { tool, reason, citations: result.citations.length, answered: result.answered },
    };
  },
};

async function answerWith(state: QueryState, { ports, signal }: StageContext): Promise<ToolAnswer> {
  const { tool, reason } = defined(state.tool, 'understand runs before answer');
  switch (tool) {
    case 'search':
      return searchAnswer({ question: questionOf(state), passages: passagesOf(state), reason });
    case 'answer':
      return answerFrom(state, ports.table);
    case 'summarize':
      return summarize(gathered(state));
    case 'compare':
      return compare(gathered(state));
    case 'extract':
      return extract(gathered(state));
    case 'analyze':
      return analyze({ ...gathered(state), facts: await collectionFacts(state, ports, signal) });
  }
}

function questionOf({ tool, understanding }: QueryState): Question {
  const { lexical, idf } = defined(understanding, 'understand runs before answer');
  const { topic } = defined(tool, 'understand runs before answer');
  return { text: topic, terms: topic === '' ? [] : lexical.terms.map(({ term }) => term), idf };
}

function passagesOf({ passages }: QueryState) {
  return defined(passages, 'select runs before answer');
}

/** Without synthesis one sentence answers, as it stands. */
function answerFrom(state: QueryState, table: TokenTable): ToolAnswer {
  const { answerPassages, citationsMax } = state.pattern.settings;
  return answerQuestion({
    question: questionOf(state),
    passages: passagesOf(state).slice(0, answerPassages),
    similarity: termSimilarity(table),
    maxCitations: state.request.synthesis ? citationsMax : 1,
    mode: citationsMax === 1 ? 'single' : 'several',
    ...(state.request.synthesis ? {} : { alone: true }),
  });
}

function gathered(state: QueryState): ToolInput {
  const { gatheredPassages, shownMax } = state.pattern.settings;
  const readMax = state.tool?.tool === 'compare' ? Math.max(gatheredPassages, COMPARED_PASSAGES_MAX) : gatheredPassages;
  return {
    asked: defined(state.tool, 'understand runs before answer').asked,
    topic: questionOf(state),
    passages: passagesOf(state).slice(0, readMax),
    shownMax,
    synthesis: state.request.synthesis,
  };
}
