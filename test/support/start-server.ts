import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A server process of its own, on a free port of this machine. */
export type RunningServer = {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** The first lines of what it has written so far, both streams together. */
  readonly lines: readonly string[];
  /** SIGTERM and wait; resolves with the exit code. Removes the data folder unless it was given. */
  stop(): Promise<number | null>;
  /** SIGKILL and wait: what a crash looks like from outside. The data folder stays. */
  kill(): Promise<void>;
};

export type ServerOptions = {
  readonly dataDir?: string;
  /** Another entry file than the server's own, as a path from the root or a whole one. */
  readonly main?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until it must listen. */
  readonly startMs?: number;
};

const ROOT = new URL('../..', import.meta.url).pathname;
const START_MS = 60_000;

/** Starts the server as `npm start` does and waits for the line that says where it listens. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'queryloom-')));
  const child = spawn(process.execPath, [options.main ?? 'src/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      SAMPLE_DOCS: 'off',
      LOG_LEVEL: 'warn',
      DRAIN_MS: '0',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const url = await listening(child, lines, options.startMs ?? START_MS);
  const exited = once(child, 'exit');
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    process: child,
    lines,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function listening(child: ChildProcess, lines: string[], startMs: number): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), startMs);
  try {
    return await new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on('line', (line) => {
          if (lines.length < 200) lines.push(line);
          const url = /listening on (http:\/\/[^\s"]+)/.exec(line)?.[1];
          if (url !== undefined) resolve(url);
        });
      }
      child.once('exit', (code) =>
        reject(new Error(`the server ended with ${code} before it listened:\n${lines.join('\n')}`)),
      );
    });
  } finally {
    clearTimeout(timer);
  }
}
