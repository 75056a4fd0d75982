import { CodedError } from '../../shared/errors.ts';

/** One piece of work on a socket: a query, say. Its signal ends with the connection, on `cancel`, or when the deadline passes. */
export interface SocketWork {
  readonly signal: AbortSignal;
  /** Aborts the signal with `REQUEST_CANCELLED`. */
  cancel(): void;
  /** The work is done: its deadline is forgotten. */
  end(): void;
}

/** Begins a piece of work. `deadlineMs` counts from now; passing it aborts with `REQUEST_TIMEOUT`. */
export function beginWork(connection: AbortSignal, deadlineMs: number): SocketWork {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new CodedError('REQUEST_TIMEOUT', `The query was not answered within ${deadlineMs} ms.`)),
    deadlineMs,
  );
  const leave = (): void => {
    clearTimeout(timer);
    controller.abort(connection.reason);
  };
  if (connection.aborted) leave();
  else connection.addEventListener('abort', leave, { once: true });
  const end = (): void => {
    clearTimeout(timer);
    connection.removeEventListener('abort', leave);
  };
  return {
    signal: controller.signal,
    cancel() {
      end();
      controller.abort(new CodedError('REQUEST_CANCELLED', 'The client asked to stop this query.'));
    },
    end,
  };
}
