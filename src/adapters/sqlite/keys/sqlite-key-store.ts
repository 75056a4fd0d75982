import type { KeyActing, KeyRecord, KeyRetention, KeyStore } from '../../../ports/key-store.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { Statements } from '../statements.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';
import { changesAfter, countKeys, findKey } from './read-keys.ts';

/** `statements`: a read connection on this thread, for look-ups by key and by change that take microseconds. */
export type SqliteKeyOptions = {
  readonly statements: Statements;
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
  readonly retention: KeyRetention;
};

/** Keys in SQLite: every act is committed, with its audit entry, before its call resolves. */
export class SqliteKeyStore implements KeyStore {
  readonly #options: SqliteKeyOptions;

  constructor(options: SqliteKeyOptions) {
    this.#options = options;
  }

  create(...[key, acting, limits]: Parameters<KeyStore['create']>): ReturnType<KeyStore['create']> {
    return this.#options.writer.call('createKey', { key, limits, acting: this.#kept(acting) });
  }

  async find(keyId: string): Promise<KeyRecord | null> {
    return findKey(this.#options.statements, keyId);
  }

  list(options: Parameters<KeyStore['list']>[0]): ReturnType<KeyStore['list']> {
    return this.#options.reader.call('listKeys', options);
  }

  rotate(...[target, secret, acting]: Parameters<KeyStore['rotate']>): ReturnType<KeyStore['rotate']> {
    return this.#options.writer.call('rotateKey', { target, secret, acting: this.#kept(acting) });
  }

  revoke(...[target, acting, guard]: Parameters<KeyStore['revoke']>): ReturnType<KeyStore['revoke']> {
    return this.#options.writer.call('revokeKey', { target, guard, acting: this.#kept(acting) });
  }

  async changesAfter(after: number | null, limit: number): ReturnType<KeyStore['changesAfter']> {
    return changesAfter(this.#options.statements, { after, limit });
  }

  audit(options: Parameters<KeyStore['audit']>[0]): ReturnType<KeyStore['audit']> {
    return this.#options.reader.call('listAudit', options);
  }

  async counts(now: Parameters<KeyStore['counts']>[0]): ReturnType<KeyStore['counts']> {
    return countKeys(this.#options.statements, now);
  }

  #kept(acting: KeyActing): KeyActing & KeyRetention {
    return { ...acting, ...this.#options.retention };
  }
}
