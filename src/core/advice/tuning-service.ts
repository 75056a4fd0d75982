import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { RecentCache } from '../../shared/recent-cache.ts';
import { Shelf, type Shelved } from '../saved/shelf.ts';
import { type Proposal, propose } from './propose.ts';
import { type AppliedProposal, NEVER_TUNED, readTuning, settingsOf, type Tuning } from './tuning.ts';
import { type TuningReader, type TuningSettings, UNTUNED } from './tuning-settings.ts';
import type { UsageMemory } from './usage-memory.ts';

/** Tenants whose settings are held: a read of the others costs microseconds. */
const TENANTS_HELD = 10_000;
/** Milliseconds after which settings are read again: how long another process's change may stay unseen. */
const HELD_MS = 5_000;
/** Applied proposals that are kept of a tenant; each setting needs its last one. */
const APPLIED_MAX = 20;
/** Milliseconds in which what a person took back is not applied unasked: a month. */
const TAKEN_BACK_MS = 30 * 24 * 3_600_000;

const ITEM = 'settings';

export type TuningOptions = {
  readonly saved: SavedStore;
  readonly clock: Clock;
  readonly usage: UsageMemory;
};

/** Proposals from what was asked, what of them is in force, and the way back. Changes are durable, and in force when they resolve. */
export class TuningService implements TuningReader {
  readonly #options: TuningOptions;
  readonly #shelf: Shelf<Tuning>;
  readonly #held = new RecentCache<string, { readonly settings: TuningSettings; readonly untilMs: number }>(
    TENANTS_HELD,
  );
  /** Counts changes, so that a read which began before one does not undo it in `#held`. */
  #changes = 0;

  constructor(options: TuningOptions) {
    this.#options = options;
    this.#shelf = new Shelf({
      store: options.saved,
      clock: options.clock,
      kind: 'tuning',
      noun: 'tuning',
      itemsMax: 1,
      codes: { notFound: 'TUNING_PROPOSAL_NOT_FOUND', exists: 'TUNING_PROPOSAL_NOT_FOUND' },
      read: readTuning,
    });
  }

  of(tenant: string): TuningSettings | Promise<TuningSettings | null> {
    const held = this.#held.get(tenant);
    if (held !== undefined && held.untilMs > this.#options.clock.monotonic()) return held.settings;
    // Queries go on untuned while the records cannot be read; they name it, and the next one asks again.
    return this.#read(tenant).then(settingsOf, () => null);
  }

  /** What is in force and what it could be. */
  async state(tenant: string): Promise<{ readonly tuning: Tuning; readonly proposals: readonly Proposal[] }> {
    const tuning = await this.#read(tenant);
    return { tuning, proposals: this.#proposals(tenant, tuning) };
  }

  /** Puts a proposal in force; one that is in force already stays as it is. Throws `TUNING_PROPOSAL_NOT_FOUND` for what is not proposed. */
  async apply(tenant: string, proposalId: string, by: AppliedProposal['by']): Promise<AppliedProposal> {
    const { tuning, proposals } = await this.state(tenant);
    const known = tuning.applied.find((each) => each.proposalId === proposalId);
    if (known !== undefined) return known;
    const proposal = proposals.find((each) => each.proposalId === proposalId);
    if (proposal === undefined) throw notFound(proposalId);
    const applied = { ...proposal, appliedAtMs: this.#options.clock.now(), by };
    await this.#change(tenant, (before) => ({
      ...before,
      applied: [...before.applied.filter((each) => each.proposalId !== proposalId), applied].slice(-APPLIED_MAX),
    }));
    return applied;
  }

  /** Takes a proposal back: its setting is again what the one applied before it made it, or the built-in one. */
  async revert(tenant: string, proposalId: string): Promise<TuningSettings> {
    const { applied } = await this.#read(tenant);
    const known = applied.find((each) => each.proposalId === proposalId);
    if (known === undefined) throw notFound(proposalId);
    const { setting } = known;
    const atMs = this.#options.clock.now();
    const after = await this.#change(tenant, (before) => ({
      applied: before.applied.filter((each) => each.proposalId !== proposalId),
      takenBack: [...before.takenBack.filter((each) => each.setting !== setting), { setting, atMs }],
    }));
    return settingsOf(after);
  }

  /** Applies what strong evidence speaks for, but for settings that a person took back lately. Returns what it applied. */
  async applyStrong(tenant: string): Promise<readonly AppliedProposal[]> {
    const { tuning, proposals } = await this.state(tenant);
    const sinceMs = this.#options.clock.now() - TAKEN_BACK_MS;
    const isTakenBack = ({ setting }: Proposal) =>
      tuning.takenBack.some((each) => each.setting === setting && each.atMs >= sinceMs);
    const strong = proposals.filter((each) => each.evidence === 'strong' && !isTakenBack(each));
    const applied: AppliedProposal[] = [];
    for (const { proposalId } of strong) applied.push(await this.apply(tenant, proposalId, 'automatic'));
    return applied;
  }

  #proposals(tenant: string, tuning: Tuning): readonly Proposal[] {
    const applied = new Set(tuning.applied.map(({ proposalId }) => proposalId));
    const proposals = propose(this.#options.usage.queries(tenant), settingsOf(tuning));
    return proposals.filter(({ proposalId }) => !applied.has(proposalId));
  }

  async #read(tenant: string): Promise<Tuning> {
    const changes = this.#changes;
    const tuning = (await this.#shelf.find(tenant, ITEM))?.value ?? NEVER_TUNED;
    if (changes === this.#changes) this.#hold(tenant, tuning);
    return tuning;
  }

  async #change(tenant: string, change: (before: Tuning) => Tuning): Promise<Tuning> {
    const item = await this.#open(tenant);
    const changed = await this.#shelf.update(tenant, item, (known) => place(change(known.value)));
    const tuning = changed?.value ?? NEVER_TUNED;
    this.#changes++;
    this.#hold(tenant, tuning);
    return tuning;
  }

  async #open(tenant: string): Promise<Shelved<Tuning>> {
    const known = await this.#shelf.find(tenant, ITEM);
    if (known !== null) return known;
    try {
      await this.#shelf.create(tenant, place(NEVER_TUNED));
    } catch (error) {
      // Another call made it in between: that one is as good.
      const made = await this.#shelf.find(tenant, ITEM);
      if (made === null) throw error;
      return made;
    }
    return this.#shelf.get(tenant, ITEM);
  }

  #hold(tenant: string, tuning: Tuning): void {
    const settings = tuning === NEVER_TUNED ? UNTUNED : settingsOf(tuning);
    this.#held.set(tenant, { settings, untilMs: this.#options.clock.monotonic() + HELD_MS });
  }
}

function place(value: Tuning) {
  return { itemId: ITEM, rank: 0, label: ITEM, tags: [], value };
}

function notFound(proposalId: string): CodedError {
  return new CodedError('TUNING_PROPOSAL_NOT_FOUND', `There is no proposal "${proposalId}".`);
}
