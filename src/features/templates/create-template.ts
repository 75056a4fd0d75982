import { z } from 'zod';
import { checkText } from '../../core/query/check-text.ts';
import type { ParameterValues } from '../../core/template/bind-parameters.ts';
import { parseTemplate } from '../../core/template/parse-template.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { descriptionField, savedIdField, valuesField } from '../../http/kit/saved-fields.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import type { TemplateShelf } from './template-shelf.ts';

/** `POST /api/templates/create`. */
export function createTemplateRoute(shelf: TemplateShelf): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/templates/create',
    operationId: 'createTemplate',
    summary: 'Save a text with placeholders',
    description: '`{name}` is a placeholder; `{{` and `}}` are braces. Without `template_id` one is made.',
    body: z.strictObject({
      template_id: savedIdField().optional(),
      template: z.string().describe('The text; at most 10,000 characters and 50 placeholders.'),
      description: descriptionField(),
      defaults: valuesField().describe('Values for placeholders that an execution leaves out.'),
    }),
    bodyFromQuery: true,
    idempotent: true,
    answers: {
      200: z.object({
        status: z.literal('created'),
        template_id: z.string(),
        template: z.string(),
        placeholders: z.array(z.string()),
      }),
    },
    errors: ['TEMPLATE_EXISTS', 'SAVED_LIMIT_REACHED'],
    example: { template_id: 'compare', template: 'How does {a} differ from {b}?' },
    async handler({ body, principal }) {
      const { template_id: itemId = newId('t'), description, defaults } = body;
      const { text: template, placeholders } = readTemplate(body.template, defaults);
      const label = [itemId, description ?? '', template].join('\n');
      const value = { template, description, defaults };
      await shelf.create(principal.tenant, { itemId, value, label, rank: 0, tags: [] });
      return { status: 'created' as const, template_id: itemId, template, placeholders: [...placeholders] };
    },
  });
}

function readTemplate(raw: string, defaults: ParameterValues) {
  const { sanitized, valid, issues } = checkText(raw);
  if (!valid) throw refused('template', issues[0] ?? 'the text cannot be used');
  const { placeholders } = parseTemplate(sanitized, 'template');
  const stray = Object.keys(defaults).find((name) => !placeholders.includes(name));
  if (stray !== undefined) throw refused(`defaults.${stray}`, 'the text has no placeholder of this name');
  return { text: sanitized, placeholders };
}

function refused(path: string, message: string): CodedError {
  return new CodedError('REQUEST_INVALID', `${path}: ${message}`, { issues: [{ path, message }] });
}
