import { CodedError, type FieldIssue } from '../../shared/errors.ts';
import { checkText } from '../query/check-text.ts';

/** ParameterValues as callers send them. */
export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

export type Binding = {
  /** Names that need a value. */
  readonly placeholders: readonly string[];
  readonly params: ParameterValues;
  /** Values for names that `params` leaves out. */
  readonly defaults: ParameterValues;
};

/** Issues one refusal lists. */
const ISSUES_MAX = 50;

/**
 * A value for every placeholder, as plain text in the normal form of questions. Throws one `REQUEST_INVALID` that names every missing and
 * every unknown parameter at `params.<name>`.
 */
export function bindParameters({ placeholders, params, defaults }: Binding): ReadonlyMap<string, string> {
  const values = new Map([...normalised(defaults), ...normalised(params)]);
  const wanted = new Set(placeholders);
  const missing = placeholders.filter((name) => !values.has(name));
  const unknown = Object.keys(params).filter((name) => !wanted.has(name));
  if (missing.length + unknown.length === 0) return values;
  const known = placeholders.length === 0 ? 'there are none' : `there are ${placeholders.join(', ')}`;
  const issues: readonly FieldIssue[] = [
    ...missing.map((name) => ({
      path: `params.${name}`,
      message: 'Missing parameter: the text has a placeholder of this name',
    })),
    ...unknown.map((name) => ({ path: `params.${name}`, message: `Unknown parameter: ${known}` })),
  ];
  const detail = [
    missing.length > 0 ? `Missing parameter: ${missing.join(', ')}.` : '',
    unknown.length > 0 ? `Unknown parameter: ${unknown.slice(0, ISSUES_MAX).join(', ')}.` : '',
  ];
  throw new CodedError('REQUEST_INVALID', detail.filter((part) => part !== '').join(' '), {
    issues: issues.slice(0, ISSUES_MAX),
  });
}

function normalised(values: ParameterValues): readonly (readonly [string, string])[] {
  return Object.entries(values).map(([name, value]) => [name, checkText(String(value)).sanitized]);
}
