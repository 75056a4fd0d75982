import { chooseVariant } from '../../core/experiments/choose-variant.ts';
import type { Experiment, Metric } from '../../core/experiments/experiment.ts';
import type {
  Assignment,
  ExperimentFigures,
  ExperimentStore,
  RecordOutcome,
  ResultSource,
} from '../../ports/experiment-store.ts';
import type { SavedListOptions, SavedStore } from '../../ports/saved-store.ts';
import { defined } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import { type ExperimentShelf, experimentShelf, placeOf, type ShelvedExperiment } from './experiment-shelf.ts';

export type ExperimentsPorts = {
  readonly saved: SavedStore;
  readonly experiments: ExperimentStore;
  readonly clock: Clock;
  readonly random: RandomSource;
};

/** Units, and results that are told apart, of one experiment: some hundred MB at most. */
const UNITS_MAX = 1_000_000;
const RESULTS_MAX = 5_000_000;
/** Times the weights of one experiment may change: each is a row of counts for every variant. */
const ALLOCATIONS_MAX = 50;

/** An experiment as it is asked for: what it will be beside what the service adds. */
export type WantedExperiment = Omit<Experiment, 'run' | 'allocations' | 'experimentId'> & {
  readonly experimentId: string | null;
  readonly weights: Readonly<Record<string, number>>;
};

export type NewValue = { readonly source: ResultSource; readonly metric: string; readonly value: number };

/** Definitions on their shelf, assignments and sums in their store. */
export class ExperimentService {
  readonly #ports: ExperimentsPorts;
  readonly #shelf: ExperimentShelf;

  constructor(ports: ExperimentsPorts) {
    this.#ports = ports;
    this.#shelf = experimentShelf(ports.saved, ports.clock);
  }

  /**
   * Makes an experiment; or, when there is one of this id with the same variants, control, metrics and alpha, puts new weights in force.
   * Throws `EXPERIMENT_EXISTS` when anything else differs.
   */
  async put(
    tenant: string,
    wanted: WantedExperiment,
  ): Promise<{ status: 'created' | 'updated' | 'unchanged'; item: ShelvedExperiment }> {
    const experimentId = wanted.experimentId ?? newId('x', this.#ports.random);
    const known = await this.#shelf.find(tenant, experimentId);
    if (known !== null) return this.#reweigh(tenant, known, wanted);
    const nowMs = this.#ports.clock.now();
    const { weights, ...rest } = wanted;
    const run = newId('xr', this.#ports.random);
    const experiment = { ...rest, experimentId, run, allocations: [{ weights, sinceMs: nowMs }] };
    await this.#shelf.create(tenant, placeOf(experiment, nowMs));
    return { status: 'created', item: await this.get(tenant, experimentId) };
  }

  /** Throws `EXPERIMENT_NOT_FOUND`. */
  get(tenant: string, experimentId: string): Promise<ShelvedExperiment> {
    return this.#shelf.get(tenant, experimentId);
  }

  list(tenant: string, options: SavedListOptions): Promise<readonly ShelvedExperiment[]> {
    return this.#shelf.list(tenant, options);
  }

  figures(tenant: string, { run }: Experiment): Promise<ExperimentFigures> {
    return this.#ports.experiments.figures({ tenant, run });
  }

  /** Gone with everything that was counted; an experiment made anew under this id begins at nothing. */
  async delete(tenant: string, experimentId: string): Promise<void> {
    const { run } = (await this.get(tenant, experimentId)).value;
    // Before, so that a crash in between leaves an experiment to delete again and no rows without one; after, for what came meanwhile.
    await this.#ports.experiments.forget({ tenant, run });
    await this.#shelf.delete(tenant, experimentId);
    await this.#ports.experiments.forget({ tenant, run });
  }

  /** The unit's variant: the one it was given first, else the one its hash and the weights in force choose. */
  async assign(tenant: string, experimentId: string, unit: string): Promise<Assignment & { readonly isNew: boolean }> {
    const { run, allocations } = (await this.get(tenant, experimentId)).value;
    const { experiments, clock } = this.#ports;
    const known = await experiments.find({ tenant, run }, unit);
    if (known !== null) return { ...known, isNew: false };
    const { weights } = defined(allocations.at(-1), 'an experiment has weights');
    const variant = defined(chooseVariant(experimentId, unit, weights), 'a weight is above 0');
    const request = { tenant, run, unit, variant, allocation: allocations.length - 1, nowMs: clock.now() };
    const assigned = await experiments.assign(request, { unitsMax: UNITS_MAX });
    if (assigned === 'full') throw full(`has ${UNITS_MAX} units`);
    return assigned;
  }

  /** Counts a value. Throws `REQUEST_INVALID` for names it does not have, `EXPERIMENT_UNIT_UNKNOWN` for a unit without a variant. */
  async record(
    tenant: string,
    experimentId: string,
    { source, metric: name, value }: NewValue,
  ): Promise<Extract<RecordOutcome, { variant: string }>> {
    const { run, metrics, variants } = (await this.get(tenant, experimentId)).value;
    const metric = metrics.find((each) => each.name === name);
    if (metric === undefined)
      throw unknownName(
        'metric',
        name,
        metrics.map((each) => each.name),
      );
    if (source.kind === 'variant' && !variants.includes(source.variant))
      throw unknownName('variant', source.variant, variants);
    checkBounds(metric, value);
    const { bounds } = metric;
    const centre = bounds === null ? null : (bounds.min + bounds.max) / 2;
    const result = { tenant, run, source, metric: name, value, centre };
    const outcome = await this.#ports.experiments.record(result, { resultsMax: RESULTS_MAX });
    if (outcome.outcome === 'full') throw full(`has ${RESULTS_MAX} results`);
    if (outcome.outcome === 'unassigned') {
      throw new CodedError('EXPERIMENT_UNIT_UNKNOWN', 'This unit has no variant: assign it before it is treated.', {
        issues: [{ path: 'unit', message: 'Was never assigned in this experiment' }],
      });
    }
    return outcome;
  }

  async #reweigh(tenant: string, known: ShelvedExperiment, wanted: WantedExperiment) {
    if (!isSameDesign(known.value, wanted)) {
      throw new CodedError(
        'EXPERIMENT_EXISTS',
        `There is an experiment "${known.itemId}" with other variants, metrics or alpha. Only weights and the description can change; delete it first, or choose another id.`,
      );
    }
    let status: 'updated' | 'unchanged' = 'unchanged';
    const item = await this.#shelf.update(tenant, known, ({ value }) => {
      const changed = withWeights(value, wanted, this.#ports.clock.now());
      status = changed === value ? 'unchanged' : 'updated';
      return placeOf(changed, known.createdAtMs);
    });
    if (item === null) return this.put(tenant, { ...wanted, experimentId: known.itemId });
    return { status, item };
  }
}

function withWeights(value: Experiment, { weights, description }: WantedExperiment, nowMs: number): Experiment {
  const last = value.allocations.at(-1);
  const isSame = value.variants.every((variant) => last?.weights[variant] === weights[variant]);
  if (isSame) return description === value.description ? value : { ...value, description };
  if (value.allocations.length >= ALLOCATIONS_MAX) throw full(`changed its weights ${ALLOCATIONS_MAX} times`);
  return { ...value, description, allocations: [...value.allocations, { weights, sinceMs: nowMs }] };
}

function isSameDesign(known: Experiment, wanted: WantedExperiment): boolean {
  const design = ({ variants, control, metrics, alpha }: Omit<WantedExperiment, 'experimentId' | 'weights'>) =>
    JSON.stringify([
      variants,
      control,
      metrics.map(({ name, goal, bounds }) => [name, goal, bounds?.min, bounds?.max]),
      alpha,
    ]);
  return design(known) === design(wanted);
}

function checkBounds({ name, bounds }: Metric, value: number): void {
  if (bounds === null || (value >= bounds.min && value <= bounds.max)) return;
  const message = `${name} lies between ${bounds.min} and ${bounds.max}`;
  throw new CodedError('REQUEST_INVALID', `value: ${message}.`, { issues: [{ path: 'value', message }] });
}

function unknownName(path: string, name: string, known: readonly string[]): CodedError {
  const message = `There is no ${path} "${name}" in this experiment; there are ${known.join(', ')}`;
  return new CodedError('REQUEST_INVALID', `${path}: ${message}.`, { issues: [{ path, message }] });
}

function full(what: string): CodedError {
  return new CodedError('EXPERIMENT_FULL', `This experiment ${what}, the most there can be. Make a new one.`);
}
