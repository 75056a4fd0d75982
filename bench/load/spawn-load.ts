import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { LoadPlan, PhaseReport } from './load-plan.ts';

/** Carries out a plan in a process of its own, so that the load does not wait for who measures it. */
export async function spawnLoad(plan: LoadPlan): Promise<readonly PhaseReport[]> {
  const child = fork(new URL('load-process.ts', import.meta.url).pathname, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answered = once(child, 'message');
  const exited = once(child, 'exit');
  child.send(plan);
  const [first] = await Promise.race([answered, exited]);
  if (!Array.isArray(first)) throw new Error(`the load process ended with ${first} before it reported`);
  await exited;
  return first;
}
