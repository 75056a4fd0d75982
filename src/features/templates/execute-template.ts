import { z } from 'zod';
import type { QueryService } from '../../core/query/query-service.ts';
import { bindParameters } from '../../core/template/bind-parameters.ts';
import { fillTemplate } from '../../core/template/fill-template.ts';
import { parseTemplate } from '../../core/template/parse-template.ts';
import { answerSchema } from '../../http/kit/answer-schema.ts';
import { askFields, askRequest } from '../../http/kit/ask-fields.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { noteAnswer } from '../../http/kit/note-answer.ts';
import { savedIdField, valuesField } from '../../http/kit/saved-fields.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import type { TemplateShelf } from './template-shelf.ts';

/** `POST /api/templates/{id}/execute`: the template with its placeholders filled in, asked like any question. */
export function executeTemplateRoute(shelf: TemplateShelf, queries: QueryService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/templates/:id/execute',
    operationId: 'executeTemplate',
    scope: 'read',
    summary: 'Ask a template',
    description:
      'A value is plain text: braces in it mean nothing. Takes every option of POST /api/query beside `params`.',
    params: z.strictObject({ id: savedIdField() }),
    body: z.strictObject({ params: valuesField().describe('A value for every placeholder.'), ...askFields }),
    bodyFromQuery: true,
    answers: { 200: answerSchema },
    errors: ['TEMPLATE_NOT_FOUND', 'TEMPLATE_EXPANSION_TOO_LONG', 'QUERY_FILTER_INVALID', 'QUERY_CACHE_ONLY_MISS'],
    example: { params: { a: 'a chunk', b: 'a passage' }, pattern: 'fused' },
    async handler(call) {
      const { body, principal } = call;
      const { value } = await shelf.get(principal.tenant, call.params.id);
      const template = parseTemplate(value.template, 'template');
      const { placeholders } = template;
      const values = bindParameters({ placeholders, params: body.params, defaults: value.defaults });
      const request = askRequest(fillTemplate(template, values), body);
      const answer = await queries.run(request, principal, call.signal);
      noteAnswer(call, answer);
      return toWire(answer, { includeTrace: body.include_trace, includeSources: body.include_sources });
    },
  });
}
