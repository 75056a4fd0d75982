import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../shared/errors.ts';

const FILE = 'key-pepper';
const PEPPER_BYTES = 32;
/** What is in the file: the pepper in hex, and the end of the line. */
const FORM = /^([0-9a-f]{64})\n$/;
/** Nobody but who runs the server. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Where the pepper of a data folder is when `KEY_PEPPER` is not set. */
export function pepperPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/** The pepper of a data folder, made at its first use. `CONFIG_INVALID` for a file that is not as it was written. */
export async function readPepper(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: FOLDER_MODE });
  return (await readPepperFile(dataDir)) ?? makePepper(dataDir);
}

/** The pepper in the file; null without a file. `CONFIG_INVALID` for a file that is not as it was written. */
export async function readPepperFile(dataDir: string): Promise<string | null> {
  const path = pepperPath(dataDir);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(path, error);
  });
  if (text === null) return null;
  const pepper = FORM.exec(text)?.[1];
  if (pepper === undefined) throw unreadable(path, null);
  return pepper;
}

/** Permission bits of the file; null without a file. */
export async function pepperMode(dataDir: string): Promise<number | null> {
  try {
    return (await stat(pepperPath(dataDir))).mode & 0o777;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A file under another name, whole and on the disk, then linked into place: half a pepper is never read, and one is never replaced. */
async function makePepper(dataDir: string): Promise<string> {
  const path = pepperPath(dataDir);
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeDurably(draft, `${randomBytes(PEPPER_BYTES).toString('hex')}\n`);
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(dataDir);
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    await rm(draft, { force: true });
  }
  const pepper = await readPepperFile(dataDir);
  if (pepper === null) throw unreadable(path, null);
  return pepper;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, cause: unknown): CodedError {
  const why = cause === null ? 'is not as it was written' : `cannot be used (${codeOf(cause) ?? 'unknown error'})`;
  const remedy =
    'Restore it from a backup, or set KEY_PEPPER. Without it no key made before opens anything; to start anew, delete it and make new keys.';
  return new CodedError('CONFIG_INVALID', `${path}, which keys are hashed with, ${why}. ${remedy}`, { cause });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
