import { readFile } from 'node:fs/promises';

/** Linux counts CPU time in ticks of 10 ms. */
const TICK_SECONDS = 0.01;

/** CPU seconds (user and system) and resident bytes of a process of this machine, from /proc. */
export async function processFigures(pid: number): Promise<{ readonly cpuSeconds: number; readonly rssBytes: number }> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const rssKib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS, rssBytes: rssKib * 1024 };
}
