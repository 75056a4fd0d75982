import type { OutboundPolicy } from '../../ports/outbound-policy.ts';
import type { RateLimits, RateRequest } from '../../ports/rate-store.ts';
import type {
  RateDebt,
  SharedDecision,
  SharedPulse,
  SharedRateStore,
  SharedRateStoreWatcher,
  UsedDay,
} from '../../ports/shared-rate-store.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import { RateLink } from './rate-link.ts';
import { decisionOf, pulseOf } from './rate-replies.ts';
import { type RateScripts, rateScripts } from './rate-scripts.ts';

export type RedisRateStoreOptions = {
  readonly url: string;
  readonly random: RandomSource;
  /** Deadline, breaker and bound of every call. */
  readonly policy: OutboundPolicy;
  readonly watcher: SharedRateStoreWatcher;
  /** What all keys begin with; `queryloom:rate` by default. */
  readonly namespace?: string;
  readonly scripts?: RateScripts;
};

/** A process that gave no sign for so long is gone. Others give theirs every second, and a busy one may be late. */
const ALIVE_MS = 10_000;
/** The name of Redis' memory is kept for as long as any window reaches back, and renewed with every sign of life. */
const MEMORY_MS = 25 * 3_600_000;
const NO_DAY: UsedDay = { day: -1, used: 0 };

/**
 * The rate store of many processes on one Redis (6.2 or newer): every decision is one script over all windows. About 0.5 KiB an identity, 12 bytes for each quarter of a minute it was active in the last hour
 * and 12 bytes for each admission of the last minute. Keys expire when their windows are empty.
 */
export function createRedisRateStore(options: RedisRateStoreOptions): SharedRateStore & { readonly server: string } {
  return new RedisRateStore(options);
}

class RedisRateStore implements SharedRateStore {
  readonly #options: RedisRateStoreOptions;
  readonly #scripts: RateScripts;
  readonly #link: RateLink;
  readonly #namespace: string;
  readonly #process: string;

  constructor(options: RedisRateStoreOptions) {
    const { url, random, watcher, namespace = 'queryloom:rate', scripts = rateScripts() } = options;
    this.#options = options;
    this.#scripts = scripts;
    this.#namespace = namespace;
    this.#process = newId('p', random);
    this.#link = new RateLink({
      url,
      scripts: [scripts.take, scripts.settle],
      onLost: (reason) => watcher.lost(reason),
      onReady: () => watcher.reachable(),
    });
  }

  get server(): string {
    return this.#link.server;
  }

  take(request: RateRequest, known: UsedDay | null): Promise<SharedDecision> {
    return this.#decide(request, known, '1');
  }

  look(request: RateRequest, known: UsedDay | null): Promise<SharedDecision> {
    return this.#decide(request, known, '0');
  }

  async settle({ name, identity, limits, taken, untold, known }: RateDebt): Promise<void> {
    const { burst, perMinute, perDay } = limits;
    const base = this.#baseOf(identity);
    const args = [burst, perMinute, perDay].map(textOf);
    const days = [untold, known ?? NO_DAY].flatMap(({ day, used }) => [String(day), String(used)]);
    const pairs = taken.flatMap(({ ageMs, units }) => [String(ageMs), String(units)]);
    const keys = [...keysOf(base), `${base}:told:${name}`];
    await this.#options.policy.run(() => this.#link.run(this.#scripts.settle, keys, [...args, ...days, ...pairs]));
  }

  async pulse(): Promise<SharedPulse> {
    const keys = [this.#processesKey, `${this.#namespace}:{processes}:memory`];
    const fresh = newId('m', this.#options.random);
    const args = [this.#process, String(ALIVE_MS), fresh, String(MEMORY_MS)];
    return this.#options.policy.probe(async () => pulseOf(await this.#link.run(this.#scripts.beat, keys, args)));
  }

  async close(): Promise<void> {
    try {
      await this.#options.policy.run(() => this.#link.remove(this.#processesKey, this.#process));
    } catch {
      // The others stop counting this process when its last sign of life is old.
    } finally {
      this.#link.close();
    }
  }

  async #decide(request: RateRequest, known: UsedDay | null, takes: '0' | '1'): Promise<SharedDecision> {
    const { limits, lowered, cost } = request;
    const { day, used } = known ?? NO_DAY;
    const args = [
      ...[String(cost), takes],
      ...limitArgs(limits),
      ...limitArgs(lowered ?? limits),
      ...[lowered === null ? '0' : '1', String(day), String(used)],
    ];
    const keys = keysOf(this.#baseOf(request.identity));
    return this.#options.policy.run(async () =>
      decisionOf(await this.#link.run(this.#scripts.take, keys, args), request),
    );
  }

  get #processesKey(): string {
    return `${this.#namespace}:{processes}:alive`;
  }

  /** The braces keep the keys of an identity in one slot of a cluster, so nothing in between may be a brace. */
  #baseOf(identity: string): string {
    return `${this.#namespace}:{${encodeURIComponent(identity.toWellFormed())}}`;
  }
}

function keysOf(base: string): readonly string[] {
  return [`${base}:state`, `${base}:minute`, `${base}:hour`];
}

function limitArgs({ burst, perMinute, perHour, perDay }: RateLimits): readonly string[] {
  return [burst, perMinute, perHour, perDay].map(textOf);
}

function textOf(limit: number | null): string {
  return limit === null ? '' : String(limit);
}
