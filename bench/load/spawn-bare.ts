import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type BareServer = { readonly url: string; readonly pid: number; stop(): Promise<void> };

/** Starts the bare Fastify route in a process of its own, as the server under test runs in one. */
export async function spawnBare(): Promise<BareServer> {
  const child = spawn(process.execPath, [new URL('bare-server.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      url,
      pid: child.pid ?? 0,
      async stop() {
        child.kill('SIGTERM');
        await exited;
      },
    };
  }
  throw new Error('the bare server ended before it listened');
}
