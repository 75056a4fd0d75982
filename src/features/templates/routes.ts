import type { QueryService } from '../../core/query/query-service.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { createTemplateRoute } from './create-template.ts';
import { deleteTemplateRoute } from './delete-template.ts';
import { executeTemplateRoute } from './execute-template.ts';
import { listTemplatesRoute } from './list-templates.ts';
import { templateShelf } from './template-shelf.ts';

export type TemplatesPorts = { readonly queries: QueryService; readonly saved: SavedStore; readonly clock: Clock };

/** Questions with placeholders, saved by tenant. */
export function templatesFeature({ queries, saved, clock }: TemplatesPorts): Feature {
  const shelf = templateShelf(saved, clock);
  return {
    name: 'templates',
    description: 'Questions with {placeholders}, saved once and asked with values.',
    routes: [
      listTemplatesRoute(shelf),
      createTemplateRoute(shelf),
      executeTemplateRoute(shelf, queries),
      deleteTemplateRoute(shelf),
    ],
  };
}
