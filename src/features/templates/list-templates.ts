import { z } from 'zod';
import type { Shelved } from '../../core/saved/shelf.ts';
import { parseTemplate } from '../../core/template/parse-template.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import type { StoredTemplate, TemplateShelf } from './template-shelf.ts';

const cursors = cursorCodec('templates', z.strictObject({ rank: z.number(), itemId: z.string() }));

const itemSchema = z.object({
  template_id: z.string(),
  template: z.string(),
  description: z.string().nullable(),
  placeholders: z.array(z.string()),
  defaults: z.record(z.string(), z.string()),
  created_at: z.string(),
});

/** `GET /api/templates`: by id. */
export function listTemplatesRoute(shelf: TemplateShelf): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/templates',
    operationId: 'listTemplates',
    summary: 'List templates',
    query: z.strictObject(pageFields),
    answers: {
      200: z.object({
        templates: z.record(z.string(), z.string()).describe('Texts by id, of this page.'),
        items: z.array(itemSchema),
        count: z.int().describe('Templates on this page.'),
        next_cursor: nextCursorField,
      }),
    },
    async handler({ query, principal }) {
      const after = cursors.decode(query.cursor);
      const found = await shelf.list(principal.tenant, { search: null, tags: [], limit: query.limit + 1, after });
      const { page, last } = cutPage(found, query.limit);
      return {
        templates: Object.fromEntries(page.map(({ itemId, value }) => [itemId, value.template])),
        items: page.map(toItem),
        count: page.length,
        next_cursor: last === null ? null : cursors.encode({ rank: last.rank, itemId: last.itemId }),
      };
    },
  });
}

function toItem({ itemId, value, createdAtMs }: Shelved<StoredTemplate>): z.infer<typeof itemSchema> {
  const defaults = Object.entries(value.defaults).map(([name, preset]) => [name, String(preset)] as const);
  return {
    template_id: itemId,
    template: value.template,
    description: value.description,
    placeholders: [...parseTemplate(value.template, 'template').placeholders],
    defaults: Object.fromEntries(defaults),
    created_at: isoTime(createdAtMs),
  };
}
