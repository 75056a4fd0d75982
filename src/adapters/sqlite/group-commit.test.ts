import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GroupCommit, type WriteSession } from './group-commit.ts';
import type { Call } from './thread-protocol.ts';

/** A session over a real file that can be told to fail at a statement, as SQLite would. */
class FaultySession implements WriteSession {
  readonly database: DatabaseSync;
  readonly executed: string[] = [];
  fault: { readonly at: string; readonly errcode: number } | null = null;

  constructor(file: string) {
    this.database = new DatabaseSync(file, { timeout: 0 });
    this.database.exec('CREATE TABLE IF NOT EXISTS rows (name TEXT PRIMARY KEY)');
  }

  exec(sql: string): void {
    this.executed.push(sql);
    if (this.fault !== null && sql === this.fault.at) {
      throw Object.assign(new Error('disk I/O error'), { errcode: this.fault.errcode });
    }
    this.database.exec(sql);
  }

  execute({ operation, input }: Call): unknown {
    if (operation === 'probe') return null;
    if (operation === 'fill') return this.database.exec('INSERT INTO rows VALUES (hex(zeroblob(100000)))');
    return Number(this.database.prepare('INSERT INTO rows VALUES (?)').run(String(input)).changes);
  }

  isInTransaction(): boolean {
    return this.database.isTransaction;
  }

  close(): void {
    this.database.close();
  }
}

const IO_ERROR = 10;
const CORRUPT = 11;

describe('GroupCommit', () => {
  let folder: string;
  let sessions: FaultySession[];
  let group: GroupCommit;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'queryloom-group-'));
    sessions = [];
    group = new GroupCommit(() => {
      const session = new FaultySession(join(folder, 'data.sqlite'));
      sessions.push(session);
      return session;
    });
  });
  afterEach(() => {
    group.close();
    rmSync(folder, { recursive: true });
  });

  const session = (): FaultySession => {
    const last = sessions.at(-1);
    if (last === undefined) throw new Error('a session is open');
    return last;
  };
  let id = 0;
  const insert = (name: string): Call => ({ id: id++, operation: 'insert', input: name });
  const probe = (): Call => ({ id: id++, operation: 'probe', input: null });
  const names = (): unknown[] =>
    session()
      .database.prepare('SELECT name FROM rows ORDER BY name')
      .all()
      .map(({ name }) => name);

  it('decides a whole group with one COMMIT', () => {
    const calls = ['a', 'b', 'c'].map(insert);
    expect(group.run(calls)).toEqual(calls.map((call) => ({ id: call.id, value: 1 })));
    expect(session().executed.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  it('takes back only the call that failed', () => {
    const replies = group.run(['a', 'a', 'b'].map(insert));
    expect(replies.map(({ failure }) => failure === undefined)).toEqual([true, false, true]);
    expect(replies[1]?.failure).toMatchObject({ code: null, message: expect.stringContaining('UNIQUE') });
    expect(names()).toEqual(['a', 'b']);
  });

  it('refuses the whole group when its COMMIT fails, and everything after it', () => {
    session().fault = { at: 'COMMIT', errcode: IO_ERROR };
    const failed = group.run(['a', 'b'].map(insert));
    expect(failed.map(({ failure }) => failure?.code)).toEqual(['RECORDS_UNAVAILABLE', 'RECORDS_UNAVAILABLE']);
    session().fault = null;
    expect(group.run([insert('c')])[0]?.failure?.code).toBe('RECORDS_UNAVAILABLE');
    expect(names()).toEqual([]);
  });

  it('takes writes again once a probe on a new connection has succeeded', () => {
    session().fault = { at: 'COMMIT', errcode: IO_ERROR };
    group.run([insert('a')]);
    expect(group.run([probe()])[0]?.failure).toBeUndefined();
    expect(sessions).toHaveLength(2);
    expect(group.run([insert('b')])[0]?.failure).toBeUndefined();
    expect(names()).toEqual(['b']);
  });

  it('goes on refusing while probes fail', () => {
    let isBroken = true;
    const broken = new GroupCommit(() => {
      const made = new FaultySession(join(folder, 'other.sqlite'));
      if (isBroken) made.fault = { at: 'COMMIT', errcode: IO_ERROR };
      return made;
    });
    expect(broken.run([insert('a')])[0]?.failure?.code).toBe('RECORDS_UNAVAILABLE');
    expect(broken.run([probe()])[0]?.failure?.code).toBe('RECORDS_UNAVAILABLE');
    isBroken = false;
    expect(broken.run([probe()])[0]?.failure).toBeUndefined();
    broken.close();
  });

  it('says that the disk is full, and keeps what was acknowledged before', () => {
    group.run([insert('kept')]);
    session().database.exec('PRAGMA max_page_count = 5');
    const full = group.run([insert('with it'), { id: id++, operation: 'fill', input: null }]);
    expect(full.map(({ failure }) => failure?.code)).toEqual(['RECORDS_DISK_FULL', 'RECORDS_DISK_FULL']);
    expect(group.run([insert('small')])[0]?.failure?.code).toBe('RECORDS_DISK_FULL');
    expect(names()).toEqual(['kept']);
  });

  it('never writes again to a damaged file', () => {
    session().fault = { at: 'COMMIT', errcode: CORRUPT };
    group.run([insert('a')]);
    expect(group.run([probe()])[0]?.failure?.code).toBe('RECORDS_UNAVAILABLE');
    expect(sessions).toHaveLength(1);
  });

  it('waits out another writer: the group is refused, the next one is not', () => {
    const other = new DatabaseSync(join(folder, 'data.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    expect(group.run([insert('a')])[0]?.failure?.code).toBe('RECORDS_UNAVAILABLE');
    other.exec('ROLLBACK');
    other.close();
    expect(group.run([insert('b')])[0]?.failure).toBeUndefined();
  });
});
