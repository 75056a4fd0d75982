import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type Asked, ask, openMember } from './rate-fleet.ts';

const limit = z.number().nullable();
const jobSchema = z.object({
  redisUrl: z.string().nullable(),
  namespace: z.string(),
  limits: z.object({ burst: limit, perMinute: limit, perHour: limit, perDay: limit }),
  inFlight: z.number(),
  /** Pause between two waves of calls. */
  pauseMs: z.number(),
  forMs: z.number(),
});

/** What a worker does, as its one argument. */
export type RateJob = z.output<typeof jobSchema>;
/** What a worker says at its end. `admitted` are the moments of all admissions. */
export type RateJobReport = {
  readonly asked: number;
  readonly admitted: readonly number[];
  readonly admittedAlone: number;
  readonly slowestMs: number;
};

const GO_POLL_MS = 5;

/** One process of a fleet: opens its store, says `ready`, waits for `go`, and asks for one identity with all it may have in flight. */
async function main(): Promise<void> {
  const job = jobSchema.parse(JSON.parse(process.argv[2] ?? ''));
  const member = await openMember(job);
  let goes = false;
  process.once('message', () => {
    goes = true;
  });
  process.send?.('ready');
  while (!goes) await delay(GO_POLL_MS);
  const untilMs = performance.now() + job.forMs;
  const asked: Asked[] = [];
  let count = 0;
  let slowestMs = 0;
  while (performance.now() < untilMs) {
    const wave = await Promise.all(Array.from({ length: job.inFlight }, () => ask(member, job.limits)));
    count += wave.length;
    slowestMs = Math.max(slowestMs, ...wave.map(({ tookMs }) => tookMs));
    asked.push(...wave.filter(({ allowed }) => allowed));
    await delay(job.pauseMs);
  }
  const report: RateJobReport = {
    asked: count,
    admitted: asked.map(({ atMs }) => atMs),
    admittedAlone: asked.filter(({ alone }) => alone).length,
    slowestMs,
  };
  process.send?.(report);
  await member.close();
  process.disconnect();
}

if (import.meta.main) await main();
