import type { PendingItem } from '../../ports/document-store.ts';

/** An item that is being worked on; `signal` says that its result is not wanted any more. */
export type OpenItem = { readonly item: PendingItem; readonly signal: AbortSignal };

type Entry = { readonly item: PendingItem; readonly controller: AbortController };

/** The items that are being worked on: none is begun twice, and all of a document or of a job can be called off. */
export class PendingWindow {
  readonly #entries = new Map<string, Entry>();
  /** What was closed and called off while a page was being read: the page may still show it. */
  #closedMeanwhile = new Set<string>();
  #isReading = false;
  #calledOffMeanwhile: ((item: PendingItem) => boolean)[] = [];

  get size(): number {
    return this.#entries.size;
  }

  /** Reads a page and opens what is new in it. */
  async openFrom(read: () => Promise<readonly PendingItem[]>): Promise<readonly OpenItem[]> {
    this.#closedMeanwhile = new Set();
    this.#calledOffMeanwhile = [];
    this.#isReading = true;
    const page = await read().finally(() => {
      this.#isReading = false;
    });
    const opened: OpenItem[] = [];
    for (const item of page) {
      const key = keyOf(item);
      if (this.#entries.has(key) || this.#closedMeanwhile.has(key)) continue;
      if (this.#calledOffMeanwhile.some((matches) => matches(item))) continue;
      const controller = new AbortController();
      this.#entries.set(key, { item, controller });
      opened.push({ item, signal: controller.signal });
    }
    return opened;
  }

  close(item: PendingItem): void {
    this.#entries.delete(keyOf(item));
    if (this.#isReading) this.#closedMeanwhile.add(keyOf(item));
  }

  /** Aborts the work on items that `matches` names. */
  callOff(matches: (item: PendingItem) => boolean, reason: unknown): void {
    if (this.#isReading) this.#calledOffMeanwhile.push(matches);
    for (const { item, controller } of this.#entries.values()) if (matches(item)) controller.abort(reason);
  }
}

function keyOf({ ingestId, item }: PendingItem): string {
  return `${ingestId} ${item}`;
}
