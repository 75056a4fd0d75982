export type StoredResponse = { readonly status: number; readonly contentType: string; readonly body: string };

export type Reservation =
  /** The key is ours: do the work, then `complete` or `release`. */
  | { readonly state: 'reserved' }
  /** The same request was answered before. */
  | { readonly state: 'done'; readonly response: StoredResponse }
  /** The same request is being worked on. */
  | { readonly state: 'in_progress' }
  /** The key was used for another request. */
  | { readonly state: 'mismatch' };

/** Answers to creates, by the caller's `Idempotency-Key`. Kept 24 hours; a reservation of a dead process lapses after `leaseMs`. */
export interface IdempotencyStore {
  reserve(request: {
    tenant: string;
    key: string /** SHA-256 of method, path and body. */;
    fingerprint: string;
    nowMs: number;
    leaseMs: number;
  }): Promise<Reservation>;
  complete(tenant: string, key: string, response: StoredResponse): Promise<void>;
  /** The work failed in a way that may be tried again: the key is free. */
  release(tenant: string, key: string): Promise<void>;
}
