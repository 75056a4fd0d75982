import type { z } from 'zod';
import { CodedError, type FieldIssue } from '../../shared/errors.ts';

/** Issues an answer lists; a body with ten thousand wrong rows does not need ten thousand sentences. */
export const ISSUES_MAX = 50;
const VALUE_NAME_LENGTH_MAX = 100;
/** How zod says that a field is not there at all. */
const MISSING = /^Invalid input: expected (?<kind>.+), received undefined$/;

/** Where in a request the checked value stood. */
export type RequestPart = 'body' | 'querystring' | 'params' | 'headers' | 'message';

const PART_NAMES: Readonly<Record<RequestPart, string>> = {
  body: 'body',
  querystring: 'query string',
  params: 'path',
  headers: 'headers',
  message: 'message',
};

/** Zod's findings as the contract's issues; every unknown field gets an issue of its own that names it. */
export function fieldIssues(error: z.ZodError): readonly FieldIssue[] {
  const issues: FieldIssue[] = [];
  for (const issue of error.issues) {
    if (issues.length >= ISSUES_MAX) break;
    if (issue.code !== 'unrecognized_keys') {
      issues.push({ path: dotted(issue.path), message: issue.message.replace(MISSING, 'Missing: expected $<kind>') });
      continue;
    }
    for (const key of issue.keys.slice(0, ISSUES_MAX - issues.length)) {
      issues.push({ path: dotted([...issue.path, key]), message: `Unknown field: ${JSON.stringify(brief(key))}` });
    }
  }
  return issues;
}

/** The 400 for a value its schema refuses. */
export function invalidRequest(error: z.ZodError, part: RequestPart): CodedError {
  const issues = fieldIssues(error);
  const first = issues[0];
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const detail = `The ${PART_NAMES[part]} is not valid. ${where}${first?.message ?? 'See the schema'}${more}.`;
  return new CodedError('REQUEST_INVALID', detail.replace(/\.\.$/, '.'), { issues });
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map((step) => brief(String(step))).join('.');
}

function brief(text: string): string {
  return text.length <= VALUE_NAME_LENGTH_MAX ? text : `${text.slice(0, VALUE_NAME_LENGTH_MAX)}…`;
}

/** A value read by a schema inside a handler (an item of a batch, say); throws the same 400 as the body itself would. */
export function parseRequest<S extends z.ZodType>(schema: S, value: unknown, part: RequestPart = 'body'): z.output<S> {
  const read = schema.safeParse(value);
  if (!read.success) throw invalidRequest(read.error, part);
  return read.data;
}
