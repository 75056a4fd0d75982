import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openWriteConnection } from './connection.ts';
import { toRecordsError } from './failure.ts';
import { migrate } from './migrations.ts';

/** Documents are private to whoever runs the server. */
const FOLDER_MODE = 0o700;

/** Makes the folder when it is not there. Throws `RECORDS_UNAVAILABLE` or `RECORDS_DISK_FULL`. */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    throw toRecordsError(error);
  }
}

/**
 * Brings the file to the newest schema and gives back its path. SQLite syncs files, but a name it has just made lives in its
 * folder, which is synced here: else a power cut after the first acknowledged write could leave a folder without the file.
 */
export function prepareFile(dataDir: string, nowMs: number): string {
  const file = join(dataDir, 'data.sqlite');
  try {
    const database = openWriteConnection(file);
    try {
      migrate(database, nowMs);
    } finally {
      database.close();
    }
    syncFolder(dataDir);
    syncFolder(dirname(resolve(dataDir)));
  } catch (error) {
    throw toRecordsError(error);
  }
  return file;
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
