import type { DocumentStore } from '../../ports/document-store.ts';
import { CodedError } from '../../shared/errors.ts';

/** Items and bytes of content that may wait to be processed. */
export type QueueLimits = { readonly itemsMax: number; readonly contentBytesMax: number };

/** A hundred calls of the largest size; about a minute's work of one core, and disk space nobody misses. */
export const QUEUE_LIMITS: QueueLimits = { itemsMax: 100_000, contentBytesMax: 1024 * 1024 * 1024 };

type Load = { readonly items: number; readonly contentBytes: number };

/**
 * Keeps the queue of pending documents bounded. What was admitted is counted here, and at most overestimated; when that says
 * full, the store is asked what really waits, which misses only the calls that are being stored at that moment.
 */
export class QueueGauge {
  readonly #store: Pick<DocumentStore, 'backlog'>;
  readonly #limits: QueueLimits;
  /** Null until the store was asked: an earlier process may have left work. */
  #known: Load | null = null;

  constructor(store: Pick<DocumentStore, 'backlog'>, limits: QueueLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  /** Makes room for `load` or throws `INGEST_QUEUE_FULL`. An empty queue takes any one call. */
  async admit(load: Load): Promise<void> {
    if (this.#known === null || !this.#fits(this.#known, load)) this.#known = await this.#store.backlog();
    if (this.#known.items > 0 && !this.#fits(this.#known, load)) {
      const { items, contentBytes } = this.#known;
      throw new CodedError(
        'INGEST_QUEUE_FULL',
        `${items} documents (${contentBytes} bytes) wait to be indexed already. Send these again when fewer do.`,
      );
    }
    this.#known = plus(this.#known, load);
  }

  /** What was admitted does not wait, or not any longer. */
  leave(load: Load): void {
    if (this.#known === null) return;
    const { items, contentBytes } = plus(this.#known, { items: -load.items, contentBytes: -load.contentBytes });
    this.#known = { items: Math.max(0, items), contentBytes: Math.max(0, contentBytes) };
  }

  #fits(known: Load, load: Load): boolean {
    const { items, contentBytes } = plus(known, load);
    return items <= this.#limits.itemsMax && contentBytes <= this.#limits.contentBytesMax;
  }
}

function plus(a: Load, b: Load): Load {
  return { items: a.items + b.items, contentBytes: a.contentBytes + b.contentBytes };
}
