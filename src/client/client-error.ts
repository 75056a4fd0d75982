import type { Problem } from './api-types.ts';

export type ErrorParts = {
  readonly message: string;
  readonly status?: number;
  readonly code?: string;
  readonly requestId?: string | null;
  readonly issues?: Problem['issues'];
  readonly retryAfterSeconds?: number | null;
};

/** What a server refused, with the fields of its problem. `status` is 0 for what never reached a server. */
export class QueryloomError extends Error {
  readonly status: number;
  /** Code of the error registry (`QUERY_NOT_FOUND`); empty for answers that are no problem. */
  readonly code: string;
  readonly requestId: string | null;
  /** Every wrong field of bad input. */
  readonly issues: NonNullable<Problem['issues']>;
  readonly retryAfterSeconds: number | null;

  constructor(parts: ErrorParts) {
    super(parts.message);
    this.name = 'QueryloomError';
    this.status = parts.status ?? 0;
    this.code = parts.code ?? '';
    this.requestId = parts.requestId ?? null;
    this.issues = parts.issues ?? [];
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null;
  }
}

/** The error of an answer outside 2xx; a body that is no problem (a proxy's page) becomes its status line. */
export async function toError(response: Response): Promise<QueryloomError> {
  const requestId = response.headers.get('x-request-id');
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const common = {
    status: response.status,
    requestId,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  };
  const text = await response.text().catch(() => '');
  const problem = readProblem(text);
  if (problem === null) return new QueryloomError({ ...common, message: `${response.status} ${response.statusText}` });
  return new QueryloomError({ ...common, message: problem.detail, code: problem.code, issues: problem.issues ?? [] });
}

type Read = { readonly detail: string; readonly code: string; readonly issues?: Problem['issues'] };

function readProblem(text: string): Read | null {
  try {
    const read: Partial<Read> | null = JSON.parse(text);
    const { detail, code, issues } = read ?? {};
    return typeof detail === 'string' && typeof code === 'string' ? { detail, code, issues: issues ?? [] } : null;
  } catch {
    // No JSON: whatever stands between client and server answered.
    return null;
  }
}
