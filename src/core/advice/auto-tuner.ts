import type { AppliedProposal } from './tuning.ts';
import type { TuningService } from './tuning-service.ts';

/** Queries of a tenant between two looks: what strong evidence needs changes slowly. */
const QUERIES_BETWEEN = 50;
/** Tenants whose queries are counted; when there are more, counting begins anew. */
const TENANTS_MAX = 10_000;

export type AutoTunerOptions = {
  readonly tuning: Pick<TuningService, 'applyStrong'>;
  readonly onApplied: (tenant: string, applied: AppliedProposal) => void;
  readonly onError: (error: unknown) => void;
};

/** Applies what strong evidence speaks for, a look at a time, as a tenant's queries come in. */
export class AutoTuner {
  readonly #options: AutoTunerOptions;
  readonly #counts = new Map<string, number>();
  /** Looks go one after the other: none of them is urgent. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: AutoTunerOptions) {
    this.#options = options;
  }

  /** To be told of every answered query. */
  learned(tenant: string): void {
    const count = (this.#counts.get(tenant) ?? 0) + 1;
    if (this.#counts.size >= TENANTS_MAX && !this.#counts.has(tenant)) this.#counts.clear();
    this.#counts.set(tenant, count % QUERIES_BETWEEN);
    if (count === QUERIES_BETWEEN) this.#work = this.#work.then(() => this.#look(tenant));
  }

  /** Resolves when no look is under way. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #look(tenant: string): Promise<void> {
    try {
      for (const applied of await this.#options.tuning.applyStrong(tenant)) this.#options.onApplied(tenant, applied);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
