import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../../shared/errors.ts';
import { sqliteCode, toRecordsError } from './failure.ts';

export type DataLock = { release(): void };

const BUSY = 5;

/**
 * Takes DATA_DIR for this process, or throws `RECORDS_LOCKED`. The lock is SQLite's own lock on a file of its own, held by an
 * open exclusive transaction: the kernel frees it when the process dies in whatever way. The pid beside it is for people only.
 */
export function lockDataDir(dataDir: string): DataLock {
  const pidFile = join(dataDir, 'lock.pid');
  const database = takeLock(join(dataDir, 'lock.sqlite'), () => lockedError(dataDir, pidFile));
  writeFileSync(pidFile, `${process.pid}\n`);
  return { release: () => database.close() };
}

function takeLock(file: string, onBusy: () => CodedError): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    throw sqliteCode(error) === BUSY ? onBusy() : toRecordsError(error);
  }
}

function lockedError(dataDir: string, pidFile: string): CodedError {
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : '';
  const holder = pid === '' ? 'another process' : `the process with pid ${pid}`;
  return new CodedError(
    'RECORDS_LOCKED',
    `DATA_DIR ${dataDir} is in use by ${holder}. Stop that process, or start this one with another DATA_DIR.`,
  );
}
