import type { Telemetry } from '../ports/telemetry.ts';
import { isCodedError } from '../shared/errors.ts';
import type { BackgroundLog } from './background-log.ts';

export type FailureSinks = { readonly telemetry: Pick<Telemetry, 'error'>; readonly log: BackgroundLog };

export type BackgroundFailure = {
  /** A room of the core. */
  readonly component: string;
  readonly error: unknown;
  /** What failed and what follows from it, for the operator. */
  readonly message: string;
  /** More for the log line. */
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** Counts and logs a failure behind the requests, by its code or as `SERVER_INTERNAL`: nobody else is told of it. */
export function reportFailure(
  { telemetry, log }: FailureSinks,
  { component, error, message, fields }: BackgroundFailure,
): void {
  const code = isCodedError(error) ? error.code : 'SERVER_INTERNAL';
  telemetry.error({ code, component });
  log.warn({ code, err: error, ...fields }, message);
}
