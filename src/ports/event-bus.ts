/** Where a reader stands: everything up to and with `seq` was seen. A topic that was forgotten and begun again has another epoch. */
export type BusPosition = { readonly epoch: string; readonly seq: number };

/** An event of a topic. Numbers rise by one with everything that happens on the topic, from 1, and are the same for all. */
export type BusEvent = {
  readonly seq: number;
  /** Number of the kept event before it, 0 for the first: a reader who stands there or later has missed nothing. */
  readonly keptBefore: number;
  /** Wall-clock milliseconds of the bus, the same for all. */
  readonly atMs: number;
  /** Kept events can be read again; the others reach only those who watch when they happen. */
  readonly kept: boolean;
  readonly body: string;
};

/** `id` makes an append repeatable: the same id again is the same event. At most `EVENT_BYTES_MAX` of body. */
export type NewBusEvent = { readonly id: string; readonly body: string; readonly kept: boolean };

/** Why a reader cannot go on from where it stood: what followed is gone, the topic began again, or it never came that far. */
export type BusGap = 'too_old' | 'restarted' | 'ahead';

/** One page of a topic. */
export type BusRead = {
  /** Kept events only, in order. */
  readonly events: readonly BusEvent[];
  /** Where a reader stands after these events: at the newest number of all when no more follow. */
  readonly position: BusPosition;
  readonly more: boolean;
  /** Not null when kept events are missing before the first one given; what is retained is given from its beginning. */
  readonly gap: BusGap | null;
};

/** Told of a topic in its order, each thing once. Called on the event loop: short, and it must not throw. */
export interface BusWatcher {
  event(event: BusEvent): void;
  /** The values of all leases, after every change of them. Takes a number of the topic, is not kept. */
  roster(roster: { readonly seq: number; readonly atMs: number; readonly values: readonly string[] }): void;
  /** Kept events before the next one are gone for this watcher; `position` is where it goes on. */
  gap(gap: BusGap, position: BusPosition): void;
}

/** A place on a topic that is given up when nobody renews it. `holder` tells apart two who claim one key: the later one has it. */
export type BusLease = {
  readonly key: string;
  readonly holder: string;
  readonly value: string;
  readonly ttlMs: number;
  /** Body of the kept event that tells of the new place; null tells nothing. Nothing is told when the key was held already. */
  readonly hello: string | null;
  /** Body of the kept event that is appended, once, when the lease runs out. */
  readonly farewell: string;
};

/** What became of a wish for a place, and where the topic stood then. */
export type BusAcquired = {
  readonly state: 'acquired' | 'held' | 'full';
  readonly position: BusPosition;
  /** Values of all leases, this one included unless the topic is full. */
  readonly values: readonly string[];
};

/** `taken`: another holder has the key. `gone`: it ran out. */
export type BusLoss = { readonly key: string; readonly reason: 'gone' | 'taken' };

/** What every topic keeps at most. The oldest events go first; a topic that nobody touched for `ageMsMax` goes as a whole. */
export type BusRetention = { readonly eventsMax: number; readonly bytesMax: number; readonly ageMsMax: number };

/** Bytes (UTF-8) of the body of one event: an answer with its sources in brief; larger things are fetched by their id. */
export const EVENT_BYTES_MAX = 64 * 1024;
/** Events that one read gives at most. */
export const READ_EVENTS_MAX = 200;

/**
 * Ordered streams of events by topic, bounded, that can be read again and watched, and leases beside them. One order for all
 * processes on the bus. Calls reject with `EVENTS_UNAVAILABLE` while the bus cannot be reached, `EVENTS_FULL` when no more
 * topics fit, `REQUEST_TOO_LARGE` for a body beyond its limit; an append that was rejected may be repeated with its id.
 */
export interface EventBus {
  /** Resolves with the event's number once every later read has it. */
  append(topic: string, event: NewBusEvent): Promise<number>;
  /** Kept events after a position, at most `limit` (1 to `READ_EVENTS_MAX`); an epoch of null is the present one, whichever that is. */
  read(topic: string, after: { readonly epoch: string | null; readonly seq: number }, limit: number): Promise<BusRead>;
  /** The newest kept events, at most `limit`, in order. */
  latest(topic: string, limit: number): Promise<readonly BusEvent[]>;
  /** Watches until the signal aborts, from a position or (null) from now on; resolves with where it began. */
  watch(topic: string, after: BusPosition | null, watcher: BusWatcher, signal: AbortSignal): Promise<BusPosition>;
  /** Takes or takes over a place; `full` when `leasesMax` others are held. */
  acquire(topic: string, lease: BusLease, leasesMax: number): Promise<BusAcquired>;
  /** Renews places; resolves with those that are not the holder's any more. */
  renew(
    topic: string,
    places: readonly { readonly key: string; readonly holder: string }[],
    ttlMs: number,
  ): Promise<readonly BusLoss[]>;
  /** Gives a place up and appends `farewell`; false (and nothing happens) when it is not the holder's. */
  release(
    topic: string,
    place: { readonly key: string; readonly holder: string; readonly farewell: string },
  ): Promise<boolean>;
  /** Rejects when the bus does not work. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
