import { defined } from '../../shared/assert.ts';
import { CodedError } from '../../shared/errors.ts';
import { checkText, QUERY_TEXT_MAX } from '../query/check-text.ts';
import type { Template } from './parse-template.ts';

/**
 * The text with every placeholder's value in its place; braces in a value are only characters. `values` has every name. Throws
 * `TEMPLATE_EXPANSION_TOO_LONG` before anything long is built, and `REQUEST_INVALID` when nothing is left to ask.
 */
export function fillTemplate(template: Template, values: ReadonlyMap<string, string>): string {
  const length = filledLength(template, values);
  if (length > QUERY_TEXT_MAX) {
    const message = `The text has ${length} characters once its placeholders are filled in; at most ${QUERY_TEXT_MAX} are read.`;
    throw new CodedError('TEMPLATE_EXPANSION_TOO_LONG', message, {
      issues: [{ path: 'params', message: 'Shorter values, or a shorter text' }],
    });
  }
  const filled = template.parts.map((part) => part.text ?? valueNamed(part.name, values)).join('');
  const { sanitized, valid, issues } = checkText(filled);
  if (valid) return sanitized;
  const message = issues[0] ?? 'the text cannot be used';
  throw new CodedError('REQUEST_INVALID', `The filled-in text cannot be asked: ${message}.`, {
    issues: [{ path: 'params', message }],
  });
}

/** UTF-16 code units of the filled-in text, without building it. */
export function filledLength(template: Template, values: ReadonlyMap<string, string>): number {
  return template.parts.reduce((sum, part) => sum + (part.text ?? valueNamed(part.name, values)).length, 0);
}

function valueNamed(name: string, values: ReadonlyMap<string, string>): string {
  return defined(values.get(name), `a value for ${name}`);
}
