import { defined } from '../../shared/assert.ts';
import { isDamage, isFatal, toFailure } from './failure.ts';
import type { Call, Reply } from './thread-protocol.ts';

/** One write connection with its operations. */
export interface WriteSession {
  exec(sql: string): void;
  execute(call: Call): unknown;
  /** False when SQLite has rolled the transaction back on its own. */
  isInTransaction(): boolean;
  close(): void;
}

type Outcome = { readonly call: Call; readonly value: unknown } | { readonly call: Call; readonly error: unknown };

/**
 * Runs groups of calls, each call in a savepoint, all in one transaction with one COMMIT. A call that fails takes back only its
 * savepoint. After an error that leaves the disk's state unknown, everything is refused with that error until a `probe` finds,
 * on a connection opened anew, that writes succeed again; a damaged file is never written again.
 */
export class GroupCommit {
  readonly #open: () => WriteSession;
  /** Null after a session was closed and could not be opened again. */
  #session: WriteSession | null;
  #error: unknown = null;

  constructor(open: () => WriteSession) {
    this.#open = open;
    this.#session = open();
  }

  /** Replies in the order of the calls; every one of them was decided by the same COMMIT. */
  run(calls: readonly Call[]): readonly Reply[] {
    try {
      if (this.#error !== null) this.#recover(calls);
      return this.#transact(calls).map(toReply);
    } catch (error) {
      this.#abandon(error);
      return calls.map((call) => toReply({ call, error }));
    }
  }

  /** Moves what is in the WAL into the file and lets go of it. */
  close(): void {
    if (this.#error === null) this.#live().exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#session?.close();
    this.#session = null;
  }

  #transact(calls: readonly Call[]): readonly Outcome[] {
    const session = this.#live();
    session.exec('BEGIN IMMEDIATE');
    const outcomes = calls.map((call) => attempt(session, call));
    session.exec('COMMIT');
    return outcomes;
  }

  /** The group is lost; after a fatal error so is every later one, until recovery. */
  #abandon(error: unknown): void {
    if (isFatal(error)) this.#error = error;
    try {
      if (this.#session?.isInTransaction() === true) this.#session.exec('ROLLBACK');
    } catch (rollbackError) {
      // Without a rollback the connection would carry the lost group into the next COMMIT.
      this.#error = this.#error ?? rollbackError;
    }
  }

  #recover(calls: readonly Call[]): void {
    if (isDamage(this.#error) || !calls.some(({ operation }) => operation === 'probe')) throw this.#error;
    this.#session?.close();
    this.#session = null;
    this.#session = this.#open();
    this.#error = null;
  }

  #live(): WriteSession {
    return defined(this.#session, 'a session is open unless an error is held');
  }
}

function attempt(session: WriteSession, call: Call): Outcome {
  session.exec('SAVEPOINT call');
  try {
    const value = session.execute(call);
    session.exec('RELEASE call');
    return { call, value };
  } catch (error) {
    if (isFatal(error) || !session.isInTransaction()) throw error;
    session.exec('ROLLBACK TO call');
    session.exec('RELEASE call');
    return { call, error };
  }
}

function toReply(outcome: Outcome): Reply {
  const { id } = outcome.call;
  return 'error' in outcome ? { id, failure: toFailure(outcome.error) } : { id, value: outcome.value };
}
