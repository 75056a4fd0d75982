import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { assert } from '../../shared/assert.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Statements kept by a connection: the texts are constants of this adapter, so more than this is a text built from data. */
const STATEMENTS_MAX = 256;

/** One connection and its prepared statements, each prepared once, by its text. Parameters are positional (`?1`). */
export class Statements {
  readonly database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  get(sql: string, ...parameters: readonly SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...parameters);
  }

  all(sql: string, ...parameters: readonly SQLInputValue[]): readonly Row[] {
    return this.#prepare(sql).all(...parameters);
  }

  iterate(sql: string, ...parameters: readonly SQLInputValue[]): Iterable<Row> {
    return this.#prepare(sql).iterate(...parameters);
  }

  /** Rows changed, and the rowid of the last insert (of whatever statement made it). */
  run(sql: string, ...parameters: readonly SQLInputValue[]): { readonly changes: number; readonly lastRow: number } {
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...parameters);
    return { changes: Number(changes), lastRow: Number(lastInsertRowid) };
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    assert(this.#prepared.size < STATEMENTS_MAX, 'statement texts are constants');
    const statement = this.database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
