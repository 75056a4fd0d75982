import { defined } from '../../../shared/assert.ts';
import { findInsights } from '../../insight/find-insights.ts';
import type { Insights } from '../../insight/insights.ts';
import type { QueryState } from '../query-state.ts';
import type { Stage, StageContext } from '../stage.ts';
import { type Suggestions, suggestQueries } from '../suggest-queries.ts';

const NO_SUGGESTIONS: Suggestions = { followUps: [], relatedQueries: [], checked: 0 };

/** Insights of the question and its answer, and questions to go on with when they were asked for. */
export const enrich: Stage = {
  name: 'enrich',
  optional: true,
  async run(state, context) {
    const insights = insightsOf(state, context);
    const { followUps, relatedQueries, checked } = state.request.includeSuggestions
      ? await suggestQueries(state, context)
      : NO_SUGGESTIONS;
    return {
      adds: { insights, followUps, relatedQueries },
      detail: {
        entities: insights.entities.length,
        motifs: Object.keys(insights.motifs),
        checked,
        follow_ups: followUps.length,
        related: relatedQueries.length,
      },
    };
  },
};

function insightsOf(state: QueryState, { ports }: StageContext): Insights {
  const answer = defined(state.answer, 'answer runs before enrich');
  const { lexical } = defined(state.understanding, 'understand runs before enrich');
  const cited = answer.citations.map(({ source }) => state.passages?.[source - 1]?.documentId);
  return findInsights({
    question: state.request.text,
    termCount: lexical.terms.length,
    answer,
    citedDocuments: new Set(cited).size,
    table: ports.table,
    named: (text, limit) => ports.lexicon.named(state.scope, text, limit).map((entity) => entity.text),
    narrativeDepth: state.request.narrativeDepth,
  });
}
