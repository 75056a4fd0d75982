import { z } from 'zod';
import type { PastQueries } from '../../core/query/past-queries.ts';
import { sendAttachment } from '../../http/kit/attachment.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { idField } from '../../http/kit/fields.ts';
import { toCsv } from './to-csv.ts';
import { toJson } from './to-json.ts';
import { toMarkdown } from './to-markdown.ts';

const FORMATS = {
  json: { extension: 'json', contentType: 'application/json; charset=utf-8', write: toJson },
  csv: { extension: 'csv', contentType: 'text/csv; charset=utf-8', write: toCsv },
  markdown: { extension: 'md', contentType: 'text/markdown; charset=utf-8', write: toMarkdown },
} as const;

/** Past answers as files. */
export function exportFeature(past: PastQueries): Feature {
  return { name: 'export', description: 'Past answers as JSON, CSV or Markdown files.', routes: [exportRoute(past)] };
}

function exportRoute(past: PastQueries): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/export/:query_id',
    operationId: 'exportQuery',
    summary: 'Download a past answer',
    params: z.strictObject({ query_id: idField() }),
    query: z.strictObject({ format: z.enum(['json', 'csv', 'markdown']).default('json') }),
    answers: {},
    media: {
      200: {
        'application/json': 'The answer and its sources.',
        'text/csv': 'One row a source; cells cannot start a formula.',
        'text/markdown': 'A page to read, sources as a list.',
      },
    },
    errors: ['QUERY_NOT_FOUND'],
    async handler({ params, query, principal, reply }) {
      const answer = await past.answer(principal.tenant, params.query_id);
      const { extension, contentType, write } = FORMATS[query.format];
      return sendAttachment(reply, {
        name: `queryloom-${answer.queryId}.${extension}`,
        contentType,
        text: write(answer),
      });
    },
  });
}
