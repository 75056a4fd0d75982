import type { Clock } from '../../shared/clock.ts';

/** One dependency: `hard` when nothing can stand in for it in this configuration. `check` rejects when it does not work. */
export type HealthCheck = {
  readonly name: string;
  readonly hard: boolean;
  check(signal: AbortSignal): Promise<void>;
};

export type CheckReport = { readonly status: 'pass' | 'fail'; readonly hard: boolean; readonly detail?: string };

export type HealthReport = {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly timestampMs: number;
  readonly checks: Readonly<Record<string, CheckReport>>;
};

export type HealthOptions = {
  readonly checks: readonly HealthCheck[];
  readonly clock: Clock;
  /** Migrations done, indexes verified: what `/startupz` waits for. */
  readonly started: () => boolean;
  readonly draining: () => boolean;
};

/** How long `/ready` believes a result: a probe a second from every node must not become a load of its own. */
export const READY_CACHED_MS = 2_000;
/** The same for `/health`, which people and dashboards read. */
export const HEALTH_CACHED_MS = 5_000;
/** A dependency that takes longer than this to say that it works does not. */
const CHECK_TIMEOUT_MS = 1_500;
/** Results in a row that turn a dependency's state: one slow answer must not take a server out, one lucky one not put it back. */
const TURN_AFTER = 2;

type State = { report: CheckReport; opposite: number };

/** Runs the checks on demand, together, at most one run at a time; time comes from the clock, nothing runs in the background. */
export class HealthService {
  readonly #options: HealthOptions;
  readonly #states = new Map<string, State>();
  #checkedAtMs: number | null = null;
  #wallMs = 0;
  #running: Promise<void> | null = null;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  get started(): boolean {
    return this.#options.started();
  }

  get draining(): boolean {
    return this.#options.draining();
  }

  /** Names of the hard dependencies that do not work now; empty when queries can be answered. */
  async failing(): Promise<readonly string[]> {
    await this.#refresh(READY_CACHED_MS);
    return [...this.#states].filter(([, { report }]) => report.hard && report.status === 'fail').map(([name]) => name);
  }

  async report(): Promise<HealthReport> {
    await this.#refresh(HEALTH_CACHED_MS);
    const checks = Object.fromEntries([...this.#states].map(([name, state]) => [name, state.report]));
    const failed = Object.values(checks).filter((check) => check.status === 'fail');
    const status = failed.some((check) => check.hard) ? 'unhealthy' : failed.length > 0 ? 'degraded' : 'healthy';
    return { status, timestampMs: this.#wallMs, checks };
  }

  async #refresh(maxAgeMs: number): Promise<void> {
    const nowMs = this.#options.clock.monotonic();
    if (this.#checkedAtMs !== null && nowMs - this.#checkedAtMs < maxAgeMs) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #run(): Promise<void> {
    const reports = await Promise.all(this.#options.checks.map(runCheck));
    for (const [index, check] of this.#options.checks.entries()) {
      const report = reports[index];
      if (report !== undefined) this.#states.set(check.name, turned(this.#states.get(check.name), report));
    }
    this.#checkedAtMs = this.#options.clock.monotonic();
    this.#wallMs = this.#options.clock.now();
  }
}

function turned(state: State | undefined, report: CheckReport): State {
  if (state === undefined || state.report.status === report.status) return { report, opposite: 0 };
  const opposite = state.opposite + 1;
  return opposite >= TURN_AFTER ? { report, opposite: 0 } : { report: state.report, opposite };
}

async function runCheck(check: HealthCheck): Promise<CheckReport> {
  const timeout = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  try {
    await Promise.race([check.check(timeout), rejection(timeout)]);
    return { status: 'pass', hard: check.hard };
  } catch (error) {
    // The code of a known error says enough; messages may hold addresses of the inside.
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer';
    return { status: 'fail', hard: check.hard, detail: code };
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
