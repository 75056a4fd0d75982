import { z } from 'zod';
import type { PastQueries } from '../../core/query/past-queries.ts';
import { sendAttachment } from '../../http/kit/attachment.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { idField } from '../../http/kit/fields.ts';
import { FORMAT_NAMES, FORMATS } from './formats.ts';

/** `GET /api/export/{query_id}`. */
export function exportOneRoute(past: PastQueries): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/export/:query_id',
    operationId: 'exportQuery',
    summary: 'Download a past answer',
    params: z.strictObject({ query_id: idField() }),
    query: z.strictObject({ format: z.enum(FORMAT_NAMES).default('json') }),
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
      const { extension, contentType, one } = FORMATS[query.format];
      return sendAttachment(reply, {
        name: `queryloom-${answer.queryId}.${extension}`,
        contentType,
        text: one(answer),
      });
    },
  });
}
