import type { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../../shared/errors.ts';
import { integer } from './row.ts';
import { ACTIVITY } from './schema/activity.ts';
import { EXPERIMENTS } from './schema/experiments.ts';
import { SCHEMA_1 } from './schema/first-tables.ts';
import { KEYS } from './schema/keys.ts';
import { LEXICON } from './schema/lexicon.ts';
import { SAVED_ITEMS } from './schema/saved-items.ts';
import { USAGE } from './schema/usage.ts';

export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

/** In order, numbered from 1 without gaps. A migration that was released is never changed. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'the first tables', sql: SCHEMA_1 },
  { version: 2, name: 'what people save', sql: SAVED_ITEMS },
  { version: 3, name: 'what people do', sql: ACTIVITY },
  { version: 4, name: 'experiments', sql: EXPERIMENTS },
  { version: 5, name: 'names and abbreviations of documents', sql: LEXICON },
  { version: 6, name: 'keys and their audit', sql: KEYS },
  { version: 7, name: 'usage and quotas of keys', sql: USAGE },
];

/** Brings the schema up to the newest migration, each in a transaction of its own. A newer database is `RECORDS_SCHEMA_NEWER`. */
export function migrate(database: DatabaseSync, nowMs: number, migrations: readonly Migration[] = MIGRATIONS): void {
  database.exec(`CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL) STRICT`);
  const current = schemaVersion(database);
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new CodedError(
      'RECORDS_SCHEMA_NEWER',
      `The data was written by a newer release (schema ${current}; this one knows ${newest}). Start that release, or restore a backup.`,
    );
  }
  for (const migration of migrations) if (migration.version > current) apply(database, migration, nowMs);
}

function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('SELECT coalesce(max(version), 0) AS version FROM schema_migrations').get();
  return row === undefined ? 0 : integer(row, 'version');
}

function apply(database: DatabaseSync, { version, name, sql }: Migration, nowMs: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(sql);
    database.prepare('INSERT INTO schema_migrations VALUES (?, ?, ?)').run(version, name, nowMs);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
