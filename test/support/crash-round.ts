import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type CrashMode = 'single' | 'batch' | 'upsert' | 'delete';

/** A line of `crash-writer.ts`. */
export type CrashReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'indexed'; documentId: string; revision: number; ingestId: string }
  | { readonly kind: 'deleting' | 'deleted'; readonly documentId: string }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'after'; readonly check: string; readonly write: string }
  | { readonly kind: 'closed'; readonly result: string };

export type CrashRound = {
  readonly dataDir: string;
  readonly mode: CrashMode;
  /** Begins the ids of the round's documents. */
  readonly prefix: string;
  /** SIGKILL after this many reports; null lets the process end by itself. */
  readonly killAfter: number | null;
  /** The largest file the process may write, in KiB: a disk that fails once that much is written. */
  readonly fileKibMax?: number;
};

/** A round takes a second or two; one that takes this long is stuck. */
const ROUND_MS_MAX = 60_000;
const WRITER = new URL('./crash-writer.ts', import.meta.url).pathname;

/** Lets a writer run, kills it, and gives back every line it got out. */
export async function crashRound(round: CrashRound): Promise<readonly CrashReport[]> {
  const child = spawnWriter(round);
  const closed = once(child, 'close');
  const reports: CrashReport[] = [];
  // A writer outlives neither its limit nor its reader.
  const overdue = setTimeout(() => child.kill('SIGKILL'), ROUND_MS_MAX);
  if (child.stdout === null) throw new Error('the writer has a standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    reports.push(JSON.parse(line));
    if (reports.length === round.killAfter) child.kill('SIGKILL');
  }
  await closed;
  clearTimeout(overdue);
  return reports;
}

/** Starts a writer and waits until it holds its folder. */
export async function holdFolder(dataDir: string): Promise<ChildProcess> {
  const child = spawnWriter({ dataDir, mode: 'single', prefix: 'hold', killAfter: null });
  if (child.stdout === null) throw new Error('the writer has a standard output');
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

function spawnWriter({ dataDir, mode, prefix, fileKibMax }: CrashRound): ChildProcess {
  const limit = fileKibMax === undefined ? '' : `ulimit -f ${fileKibMax}; `;
  const script = `${limit}exec "$0" "$@"`;
  const command = [process.execPath, WRITER, dataDir, mode, prefix];
  return spawn('bash', ['-c', script, ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
}
