import type { NewSavedItem, SavedItem, SavedStore } from '../../../ports/saved-store.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { Statements } from '../statements.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';
import { findSaved } from './read-saved.ts';

/** `statements`: a read connection on this thread, for look-ups by key that take microseconds. */
export type SqliteSavedOptions = {
  readonly statements: Statements;
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
};

/** What people saved, in SQLite: every write is committed before its call resolves. */
export class SqliteSavedStore implements SavedStore {
  readonly #options: SqliteSavedOptions;

  constructor(options: SqliteSavedOptions) {
    this.#options = options;
  }

  create(...[item, limits]: Parameters<SavedStore['create']>): ReturnType<SavedStore['create']> {
    return this.#options.writer.call('createSaved', { item, limits }, { bytes: itemBytes(item) });
  }

  async get(tenant: string, kind: string, itemId: string): Promise<SavedItem | null> {
    return findSaved(this.#options.statements, { tenant, kind, itemId });
  }

  list(...[tenant, kind, options]: Parameters<SavedStore['list']>): ReturnType<SavedStore['list']> {
    return this.#options.reader.call('listSaved', { tenant, kind, options });
  }

  count(tenant: string, kind: string): Promise<number> {
    return this.#options.reader.call('countSaved', { tenant, kind });
  }

  replace(...[item, expected]: Parameters<SavedStore['replace']>): Promise<boolean> {
    return this.#options.writer.call('replaceSaved', { item, expected }, { bytes: itemBytes(item) });
  }

  delete(tenant: string, kind: string, itemId: string): Promise<boolean> {
    return this.#options.writer.call('deleteSaved', { tenant, kind, itemId });
  }
}

/** What the message holds, roughly: text as UTF-16. */
function itemBytes({ label, body }: NewSavedItem): number {
  return 2 * (label.length + body.length);
}
