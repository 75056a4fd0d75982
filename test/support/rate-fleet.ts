import { MemoryRateStore } from '../../src/adapters/memory/rate/memory-rate-store.ts';
import { type OpenRateStore, openRateStore } from '../../src/compose/rate-store.ts';
import type { RateLimits } from '../../src/ports/rate-store.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { RateOracle } from './rate-oracle.ts';

/** One member of a fleet, as each process of a deployment has it, with what it said in its log and its gauge. */
export type FleetMember = OpenRateStore & { readonly lines: readonly string[]; readonly breaker: readonly number[] };

/** `atMs` by the clock of Redis where it decided, else by that of this machine, which is the same; then the member decided `alone`. */
export type Asked = {
  readonly atMs: number;
  readonly cost: number;
  readonly allowed: boolean;
  readonly alone: boolean;
  readonly tookMs: number;
};

export type MemberOptions = {
  readonly redisUrl: string | null;
  readonly namespace: string;
  readonly processesMin?: number;
};

/** Opens the rate store of one process: everything is as in use but where the log and the gauge go. */
export async function openMember({ redisUrl, namespace, processesMin = 1 }: MemberOptions): Promise<FleetMember> {
  const lines: string[] = [];
  const breaker: number[] = [];
  const time = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
  const open = await openRateStore({
    ...time,
    redisUrl,
    namespace,
    processesMin,
    local: new MemoryRateStore(time),
    telemetry: { breaker: (_dependency, state) => void breaker.push(state) },
    log: { warn: (_fields, message) => void lines.push(message) },
  });
  return { ...open, lines, breaker };
}

/** Asks once, and says what came of it and when. */
export async function ask(
  { store }: Pick<OpenRateStore, 'store'>,
  limits: RateLimits,
  identity = 'key:hot',
): Promise<Asked> {
  const sinceMs = performance.now();
  const decision = await store.take({ identity, limits, lowered: null, cost: 1 });
  const decidedAt: unknown = Reflect.get(decision, 'atMs');
  const alone = typeof decidedAt !== 'number';
  const tookMs = performance.now() - sinceMs;
  return { atMs: alone ? Date.now() : decidedAt, cost: 1, allowed: decision.allowed, alone, tookMs };
}

/** Admissions that the log of all of them forbids, in the order of time, each with the limits it passed. */
export function overAdmissions(limits: RateLimits, asked: readonly Asked[]): readonly string[] {
  const oracle = new RateOracle(limits);
  const over: string[] = [];
  for (const one of asked.filter(({ allowed }) => allowed).toSorted((a, b) => a.atMs - b.atMs)) {
    const before = oracle.breaches.length;
    oracle.saw(one);
    const rules = oracle.breaches.slice(before).map(({ rule }) => rule);
    if (rules.length > 0) over.push(rules.join(', '));
  }
  return over;
}
