import type { LearnedQueries } from '../../core/learning/learned-queries.ts';
import type { NextQueries } from '../../core/learning/next-queries.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { addSuggestionRoute } from './add-suggestion.ts';
import { AddedSuggestions } from './added-suggestions.ts';
import { listSuggestionsRoute } from './list-suggestions.ts';

/** What the feature needs of the house. */
export type SuggestionsPorts = {
  readonly learned: LearnedQueries;
  readonly next: NextQueries;
  readonly queryPorts: { readonly lexicon: Lexicon };
  readonly saved: SavedStore;
  readonly clock: Clock;
};

/** Questions to ask, while somebody types. */
export function suggestionsFeature({ learned, next, queryPorts, saved, clock }: SuggestionsPorts): Feature {
  const added = new AddedSuggestions({ saved, clock });
  return {
    name: 'suggestions',
    description: 'Questions to ask, as somebody types: what was asked before, and what the documents name.',
    routes: [
      listSuggestionsRoute({ learned, next, lexicon: queryPorts.lexicon, added, clock }),
      addSuggestionRoute(added),
    ],
  };
}
