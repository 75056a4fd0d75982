import type { IdempotencyStore, Reservation, StoredResponse } from '../../../ports/idempotency-store.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';

/** Idempotency keys in SQLite: every step is durable before it is answered. */
export class SqliteIdempotencyStore implements IdempotencyStore {
  readonly #writer: ThreadClient<WriterOperations>;

  constructor(writer: ThreadClient<WriterOperations>) {
    this.#writer = writer;
  }

  reserve(request: Parameters<IdempotencyStore['reserve']>[0]): Promise<Reservation> {
    return this.#writer.call('reserveKey', request);
  }

  complete(tenant: string, key: string, response: StoredResponse): Promise<void> {
    return this.#writer.call('completeKey', { tenant, key, response }, { bytes: 2 * response.body.length });
  }

  release(tenant: string, key: string): Promise<void> {
    return this.#writer.call('releaseKey', { tenant, key });
  }
}
