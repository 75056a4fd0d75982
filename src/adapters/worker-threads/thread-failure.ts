/** Why a thread gave no reply: it took too long, it died at its work, it never came up, or its pool was closed. */
export type ThreadFailureReason = 'timeout' | 'died' | 'start' | 'closed';

/** The thread failed, not the request; what that means for the request is for the caller to say. */
export class ThreadFailure extends Error {
  readonly reason: ThreadFailureReason;

  constructor(reason: ThreadFailureReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ThreadFailure';
    this.reason = reason;
  }
}
