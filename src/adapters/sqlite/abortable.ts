import { CodedError } from '../../shared/errors.ts';

/** The promise, or `REQUEST_CANCELLED` as soon as the signal is aborted; the work itself goes on unobserved. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const cancel = (): void =>
      reject(new CodedError('REQUEST_CANCELLED', 'The request was cancelled.', { cause: signal.reason }));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
