import { CodedError } from '../../shared/errors.ts';
import { DistinctCount, type StoredDistinct } from './distinct-count.ts';
import { durationBucket } from './duration-buckets.ts';
import { HeavyHitters, type StoredHitters } from './heavy-hitters.ts';
import { QuantileSketch, type StoredQuantiles } from './quantile-sketch.ts';
import { type StoredTally, Tally } from './tally.ts';

/** Texts and names a day keeps of each kind: what comes more often than one in a hundred is always among them. */
export const HITTERS_MAX = 100;
/** Sums of confidence are whole millionths, so that they do not depend on the order of what is added. */
const CONFIDENCE_STEPS = 1_000_000;
/** Of the stored form; one that a later release wrote otherwise is not read. */
const FORMAT = 1;

/** An answered query as a roll-up counts it; `userHash` by `memberHash`, null for someone unknown. */
export type CountedQuery = {
  readonly userHash: number | null;
  readonly answered: boolean;
  readonly cacheHit: boolean;
  readonly durationMs: number;
  readonly confidence: number;
  readonly pattern: string;
  readonly tool: string;
  readonly backend: string;
};

/** A roll-up as JSON; `confidence` is a sum in millionths, `format` says how to read the rest. */
export type StoredRollup = {
  readonly format: number;
  readonly answered: number;
  readonly anonymous: number;
  readonly cacheHits: number;
  readonly cancelled: number;
  readonly confidence: number;
  readonly durations: StoredQuantiles;
  readonly users: StoredDistinct;
  readonly tallies: Readonly<Record<TallyName, StoredTally>>;
  readonly queries: StoredHitters;
  readonly entities: StoredHitters;
};

const TALLIES = ['buckets', 'patterns', 'tools', 'backends', 'errors'] as const;
type TallyName = (typeof TALLIES)[number];

/** What one tenant asked in one span of time, in bounded space; the roll-ups of two spans or two processes merge into one. */
export class Rollup {
  answered = 0;
  /** Queries without a user. */
  anonymous = 0;
  cacheHits = 0;
  /** Queries whose caller left before the answer: neither queries nor errors. */
  cancelled = 0;
  #confidence = 0;
  readonly durations: QuantileSketch;
  readonly users: DistinctCount;
  readonly tallies: Readonly<Record<TallyName, Tally>>;
  queries: HeavyHitters;
  entities: HeavyHitters;

  constructor(stored?: StoredRollup) {
    this.durations = stored === undefined ? new QuantileSketch() : QuantileSketch.from(stored.durations);
    this.users = stored === undefined ? new DistinctCount() : DistinctCount.from(stored.users);
    this.tallies = {
      buckets: Tally.from(stored?.tallies.buckets ?? {}),
      patterns: Tally.from(stored?.tallies.patterns ?? {}),
      tools: Tally.from(stored?.tallies.tools ?? {}),
      backends: Tally.from(stored?.tallies.backends ?? {}),
      errors: Tally.from(stored?.tallies.errors ?? {}),
    };
    this.queries = HeavyHitters.from(stored?.queries ?? [], HITTERS_MAX);
    this.entities = HeavyHitters.from(stored?.entities ?? [], HITTERS_MAX);
    if (stored === undefined) return;
    this.answered = stored.answered;
    this.anonymous = stored.anonymous;
    this.cacheHits = stored.cacheHits;
    this.cancelled = stored.cancelled;
    this.#confidence = stored.confidence;
  }

  /** Null for a roll-up of another format; throws `RECORDS_UNAVAILABLE` for what nobody wrote. */
  static parse(text: string): Rollup | null {
    try {
      const stored: StoredRollup = JSON.parse(text);
      return stored.format === FORMAT ? new Rollup(stored) : null;
    } catch (cause) {
      const message = 'The record store has a damaged row (a roll-up): restore DATA_DIR from a backup.';
      throw new CodedError('RECORDS_UNAVAILABLE', message, { cause });
    }
  }

  /** Queries that got an answer or were told that there is none. */
  get count(): number {
    return this.durations.count;
  }

  get errors(): number {
    return this.tallies.errors.total;
  }

  /** 0 without queries. */
  get meanConfidence(): number {
    return this.count === 0 ? 0 : this.#confidence / CONFIDENCE_STEPS / this.count;
  }

  addQuery(query: CountedQuery): void {
    this.answered += Number(query.answered);
    this.cacheHits += Number(query.cacheHit);
    this.#confidence += Math.round(query.confidence * CONFIDENCE_STEPS);
    this.durations.add(query.durationMs);
    this.tallies.buckets.add(durationBucket(query.durationMs));
    this.tallies.patterns.add(query.pattern);
    this.tallies.tools.add(query.tool);
    this.tallies.backends.add(query.backend);
    if (query.userHash === null) this.anonymous += 1;
    else this.users.add(query.userHash);
  }

  /** Takes in what the other counted; the other stays as it is. */
  merge(other: Rollup): void {
    this.answered += other.answered;
    this.anonymous += other.anonymous;
    this.cacheHits += other.cacheHits;
    this.cancelled += other.cancelled;
    this.#confidence += other.#confidence;
    this.durations.merge(other.durations);
    this.users.merge(other.users);
    for (const name of TALLIES) this.tallies[name].merge(other.tallies[name]);
    this.queries.merge(other.queries);
    this.entities.merge(other.entities);
  }

  /** Forgets what was asked; figures stay. */
  forgetTexts(): void {
    this.queries = new HeavyHitters(HITTERS_MAX);
    this.entities = new HeavyHitters(HITTERS_MAX);
  }

  get hasTexts(): boolean {
    return this.queries.size + this.entities.size > 0;
  }

  toText(): string {
    const { buckets, patterns, tools, backends, errors } = this.tallies;
    const stored: StoredRollup = {
      format: FORMAT,
      answered: this.answered,
      anonymous: this.anonymous,
      cacheHits: this.cacheHits,
      cancelled: this.cancelled,
      confidence: this.#confidence,
      durations: this.durations.toStored(),
      users: this.users.toStored(),
      tallies: {
        buckets: buckets.toStored(),
        patterns: patterns.toStored(),
        tools: tools.toStored(),
        backends: backends.toStored(),
        errors: errors.toStored(),
      },
      queries: this.queries.toStored(),
      entities: this.entities.toStored(),
    };
    return JSON.stringify(stored);
  }

  /** Memory it holds, roughly. */
  bytes(): number {
    const tallies = TALLIES.reduce((sum, name) => sum + this.tallies[name].bytes(), 0);
    return 300 + tallies + this.durations.bytes() + this.users.bytes() + this.queries.bytes() + this.entities.bytes();
  }
}
