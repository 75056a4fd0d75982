import type { Clock } from '../../shared/clock.ts';
import { type ClassFigures, ClassPlaces } from './class-places.ts';
import type { LoadShedding, Slot, WorkClass } from './load-shedding.ts';
import type { Turns } from './turns.ts';

const WORK_CLASSES = ['query', 'ingest', 'model', 'admin'] as const satisfies readonly WorkClass[];
/** Seconds a refused caller should wait: queues of this server are shorter than one. */
const RETRY_AFTER_SECONDS = 1;
/** And when the operator has closed the server for work. */
const RETRY_AFTER_CLOSED_SECONDS = 30;

export type InFlightSheddingOptions = {
  readonly clock: Clock;
  readonly turns: Pick<Turns, 'ask'>;
  /** Calls of one class at work at once, at most; 0 refuses all. */
  readonly inFlightMax: number;
  /** The part of the places that callers of a tier may fill, from 0 to 1. */
  readonly ceilingOf: (tier: string) => number;
};

/** Sheds load by what is in flight, each class of work by itself. Event-loop delay has no say: see the decision on shedding. */
export class InFlightShedding implements LoadShedding {
  readonly retryAfterSeconds: number;
  readonly #ceilingOf: (tier: string) => number;
  readonly #classes: Readonly<Record<WorkClass, ClassPlaces>>;

  constructor({ clock, turns, inFlightMax, ceilingOf }: InFlightSheddingOptions) {
    const process = { inFlight: 0, entered: 0 };
    const places = (): ClassPlaces => new ClassPlaces({ max: inFlightMax, clock, turns, process });
    this.retryAfterSeconds = inFlightMax === 0 ? RETRY_AFTER_CLOSED_SECONDS : RETRY_AFTER_SECONDS;
    this.#ceilingOf = ceilingOf;
    this.#classes = { query: places(), ingest: places(), model: places(), admin: places() };
  }

  enter(workClass: WorkClass, tier: string): Slot | null {
    return this.#classes[workClass].enter(this.#ceilingOf(tier));
  }

  isFull(workClass: WorkClass, tier: string | null): boolean {
    return this.#classes[workClass].isFull(tier === null ? 1 : this.#ceilingOf(tier));
  }

  enterWhenFree(workClass: WorkClass, tier: string, signal: AbortSignal): Promise<Slot> {
    return this.#classes[workClass].enterWhenFree(this.#ceilingOf(tier), signal);
  }

  /** Every class, averaged since the last look. */
  figures(): readonly (ClassFigures & { readonly workClass: WorkClass })[] {
    return WORK_CLASSES.map((workClass) => ({ workClass, ...this.#classes[workClass].figures() }));
  }
}
