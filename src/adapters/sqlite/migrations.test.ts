import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS, type Migration, migrate } from './migrations.ts';

describe('migrate', () => {
  let database: DatabaseSync;
  const applied = () => database.prepare('SELECT version, name, applied_at_ms AS at FROM schema_migrations').all();
  const next: Migration = {
    version: MIGRATIONS.length + 1,
    name: 'next',
    sql: 'CREATE TABLE extra (x INTEGER) STRICT',
  };

  beforeEach(() => {
    database = new DatabaseSync(':memory:');
  });

  it('makes the newest schema once', () => {
    migrate(database, 5);
    migrate(database, 6);
    expect(applied()).toEqual(MIGRATIONS.map(({ version, name }) => ({ version, name, at: 5 })));
  });

  it('applies only what is new', () => {
    migrate(database, 5);
    migrate(database, 6, [...MIGRATIONS, next]);
    expect(applied().at(-1)).toEqual({ version: next.version, name: 'next', at: 6 });
  });

  it('refuses a newer database and leaves it alone', () => {
    migrate(database, 5, [...MIGRATIONS, next]);
    expect(() => migrate(database, 6)).toThrow(expect.objectContaining({ code: 'RECORDS_SCHEMA_NEWER' }));
    expect(applied()).toHaveLength(next.version);
  });

  it('is all or nothing', () => {
    const broken = { ...next, sql: `${next.sql}; CREATE TABLE documents (x)` };
    migrate(database, 5);
    expect(() => migrate(database, 6, [...MIGRATIONS, broken])).toThrow(/documents/);
    expect(applied()).toHaveLength(MIGRATIONS.length);
    expect(database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'extra'`).get()).toBeUndefined();
  });

  it('numbers its migrations from 1 without gaps, and every table has its tenant', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
    migrate(database, 5);
    // Quotas are of identities, which are one to the whole server.
    const tables = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        AND NOT EXISTS (SELECT 1 FROM pragma_table_info(sqlite_master.name) c WHERE c.name = 'tenant')`)
      .all();
    expect(tables.map(({ name }) => name)).toEqual(['schema_migrations', 'probes', 'quotas']);
  });
});
