import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, type FieldIssue, type LimitMembers } from '../../shared/errors.ts';
import { CONCEALED_CODES, ERROR_MAP } from '../error-map.ts';
import { redactSecrets } from '../redact.ts';
import { toCodedError } from './to-coded-error.ts';

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
    limit_type: z.string().optional().describe('For limits: the window with the longest wait.'),
    retry_after: z.int().min(0).optional().describe('For limits and overload: seconds to wait, as in `Retry-After`.'),
    violated_policies: z.array(z.string()).optional().describe('For limits: every window that refused.'),
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
  readonly limit?: LimitMembers | null;
};

/**
 * Builds the problem of a code. Details and paths repeat what was sent, and clients log problems: what looks like a secret is taken out.
 * Details of codes that could leak the machine's internals give way to the title.
 */
export function problem(source: ProblemSource): Problem {
  const entry = ERROR_MAP[source.code];
  const detail = CONCEALED_CODES.has(source.code)
    ? `${entry.title}. The server's log has the reason under request ${source.requestId}.`
    : redactSecrets(source.detail);
  return {
    type: `${PROBLEM_TYPE_BASE}${source.code.toLowerCase().replaceAll('_', '-')}`,
    title: entry.title,
    status: entry.status,
    detail,
    instance: redactSecrets(source.instance),
    code: source.code,
    request_id: source.requestId,
    ...(source.issues !== undefined && source.issues.length > 0 ? { issues: source.issues.map(cleanIssue) } : {}),
    ...limitMembers(source.limit ?? null),
    error: detail,
  };
}

function cleanIssue({ path, message }: FieldIssue): FieldIssue {
  return { path: redactSecrets(path), message: redactSecrets(message) };
}

function limitMembers(limit: LimitMembers | null): Pick<Problem, 'limit_type' | 'retry_after' | 'violated_policies'> {
  if (limit === null) return {};
  const { limit_type, retry_after, violated_policies } = limit;
  return {
    ...(limit_type === undefined ? {} : { limit_type }),
    retry_after,
    ...(violated_policies === undefined ? {} : { violated_policies: [...violated_policies] }),
  };
}

/**
 * The problem of an error that ends a part of an answer (an item of a batch, a stream) and not the request: what nobody foresaw is logged
 * here, as it would be for a request. `part` names the part after the path of the request.
 */
export function problemOf(thrown: unknown, request: FastifyRequest, part?: string): Problem {
  const { code, message: detail, issues, limit, cause } = toCodedError(thrown);
  if (code === 'SERVER_INTERNAL') request.log.error({ err: cause ?? thrown }, 'unexpected error');
  const path = pathOf(request);
  return problem({
    code,
    detail,
    issues,
    limit,
    instance: part === undefined ? path : `${path}#${part}`,
    requestId: request.id,
  });
}

/** One of our keys, wherever it stands in a path. */
const KEY_IN_PATH = /ql_(?:live|test)_[^/]*/gi;

/** Path of a request, without its query string and without keys, which no log or answer should repeat. */
export function pathOf(request: FastifyRequest): string {
  const path = request.url.split('?', 1)[0] ?? '/';
  return path.replace(KEY_IN_PATH, 'redacted');
}
