import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, type FieldIssue } from '../../shared/errors.ts';
import { CONCEALED_CODES, ERROR_MAP } from '../error-map.ts';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** Base of the problem types; each code has its paragraph in the reference under this anchor. */
const PROBLEM_TYPE_BASE = 'https://queryloom.dev/problems#';

/** An error as callers read it (RFC 9457), with the members every Queryloom error has. */
export const problemSchema = z
  .object({
    type: z.string().describe('Identifies the kind of problem; stable for a code.'),
    title: z.string().describe('Short name of the problem, the same for every occurrence.'),
    status: z.int().describe('The HTTP status, repeated.'),
    detail: z.string().describe('What went wrong this time, and what helps.'),
    instance: z.string().describe('Path of the request.'),
    code: z.enum(ERROR_CODES).describe('Machine-readable reason.'),
    request_id: z.string().describe('Id of the request, also in `X-Request-Id` and in the log.'),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('For bad input: every wrong field in dotted form.'),
    error: z.string().describe('The detail again, as one plain sentence.'),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });

export type Problem = z.output<typeof problemSchema>;

export type ProblemSource = {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly issues?: readonly FieldIssue[];
};

/** Builds the problem of a code. Details of codes that could leak the machine's internals give way to the title. */
export function problem(source: ProblemSource): Problem {
  const entry = ERROR_MAP[source.code];
  const detail = CONCEALED_CODES.has(source.code)
    ? `${entry.title}. The server's log has the reason under request ${source.requestId}.`
    : source.detail;
  return {
    type: `${PROBLEM_TYPE_BASE}${source.code.toLowerCase().replaceAll('_', '-')}`,
    title: entry.title,
    status: entry.status,
    detail,
    instance: source.instance,
    code: source.code,
    request_id: source.requestId,
    ...(source.issues !== undefined && source.issues.length > 0 ? { issues: [...source.issues] } : {}),
    error: detail,
  };
}
