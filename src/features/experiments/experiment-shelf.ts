import { z } from 'zod';
import type { Experiment } from '../../core/experiments/experiment.ts';
import { Shelf, type Shelved } from '../../core/saved/shelf.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';

/** Experiments of one tenant, those that ended too: delete what nobody reads any more. */
const EXPERIMENTS_MAX = 500;

const storedSchema = z.object({
  experimentId: z.string(),
  run: z.string(),
  description: z.string().nullable(),
  variants: z.array(z.string()),
  control: z.string(),
  metrics: z.array(
    z.object({
      name: z.string(),
      goal: z.enum(['increase', 'decrease']),
      bounds: z.object({ min: z.number(), max: z.number() }).nullable(),
    }),
  ),
  allocations: z.array(z.object({ weights: z.record(z.string(), z.number()), sinceMs: z.number() })),
  alpha: z.number(),
});

export type ExperimentShelf = Shelf<Experiment>;
export type ShelvedExperiment = Shelved<Experiment>;

/** The shelf definitions stand on. */
export function experimentShelf(store: SavedStore, clock: Clock): ExperimentShelf {
  return new Shelf<Experiment>({
    store,
    clock,
    kind: 'experiment',
    noun: 'experiment',
    itemsMax: EXPERIMENTS_MAX,
    codes: { notFound: 'EXPERIMENT_NOT_FOUND', exists: 'EXPERIMENT_EXISTS' },
    read: (body) => storedSchema.parse(body),
  });
}

/** What of an experiment a list is ordered and searched by: newest first. */
export function placeOf(experiment: Experiment, createdAtMs: number) {
  const { experimentId: itemId, description } = experiment;
  return { itemId, rank: createdAtMs, label: [itemId, description ?? ''].join('\n'), tags: [], value: experiment };
}
