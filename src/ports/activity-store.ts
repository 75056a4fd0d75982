/** Something a client saw its user do. `properties` is a JSON object. */
export type ClientEvent = {
  readonly tenant: string;
  readonly eventId: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly type: string;
  /** What a custom event calls itself; null for others. */
  readonly name: string | null;
  readonly queryId: string | null;
  readonly properties: string;
  readonly timestampMs: number;
};

/** A user's word on one answer; `userId` is empty for a user who cannot be told from others. */
export type FeedbackRecord = {
  readonly tenant: string;
  readonly queryId: string;
  readonly userId: string;
  readonly rating: number;
  readonly comment: string | null;
  readonly timestampMs: number;
};

/** One step of a user's way; `id` is the id of the query or the event, for feedback that of its query. */
export type JourneyStep = { readonly timestampMs: number; readonly id: string } & (
  | {
      readonly kind: 'query';
      readonly sessionId: string | null;
      readonly text: string;
      readonly answered: boolean;
      readonly confidence: number;
      readonly durationMs: number;
      readonly patternUsed: string;
      readonly toolUsed: string;
      readonly cacheHit: boolean;
    }
  | ({ readonly kind: 'event' } & Pick<ClientEvent, 'sessionId' | 'type' | 'name' | 'queryId' | 'properties'>)
  | { readonly kind: 'feedback'; readonly rating: number; readonly comment: string | null }
);
/** What kind of thing happened. */
export type JourneyKind = JourneyStep['kind'];
/** Steps of one millisecond stand in this order, then by id. */
export const JOURNEY_KINDS: readonly JourneyKind[] = ['query', 'event', 'feedback'];

/** At most `limit` steps, those that stand behind `after`. */
export type JourneyPage = {
  readonly limit: number;
  readonly after: { readonly timestampMs: number; readonly kind: JourneyKind; readonly id: string } | null;
};

/** A user's queries as far as history remembers them, with events and feedback. Durations in milliseconds, quantiles exact. */
export type UserActivity = {
  readonly queries: number;
  readonly answered: number;
  readonly cacheHits: number;
  readonly sessions: number;
  readonly meanConfidence: number;
  readonly durations: { readonly mean: number; readonly p50: number; readonly p95: number; readonly p99: number };
  /** Of anything the user did. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly patterns: Readonly<Record<string, number>>;
  readonly tools: Readonly<Record<string, number>>;
  /** Most frequent first. */
  readonly popularQueries: readonly { readonly text: string; readonly count: number }[];
  readonly events: Readonly<Record<string, number>>;
  readonly feedback: { readonly count: number; readonly meanRating: number | null };
};

/** What counts as satisfied: a rating at least so high, or an event of one of these types. */
export type Satisfaction = { readonly ratingMin: number; readonly eventTypes: readonly string[] };

/** Visits that got so far; each is part of the one before. `signals`: satisfied visits by what showed it (several may). */
export type Funnel = {
  readonly visits: number;
  readonly queried: number;
  readonly satisfied: number;
  readonly signals: Readonly<Record<string, number>>;
};

/** Where a scan of feedback stands. */
export type FeedbackPlace = Pick<FeedbackRecord, 'tenant' | 'queryId' | 'userId'>;

/**
 * Client events and feedback, and what is read across them and the history. Bounded by tenant: the oldest go first. Feedback
 * goes when its query leaves the history. Every write is durable when its call resolves; reads see every query appended before.
 */
export interface ActivityStore {
  /** Returns how many were new: an event id that is there already changes nothing. */
  addEvents(events: readonly ClientEvent[]): Promise<number>;
  /** The last word of a user on a query stands. Null when the history has no such query; else the rating it replaces. */
  rate(feedback: FeedbackRecord): Promise<{ readonly replaced: number | null } | null>;
  /**
   * Feedback of every tenant, each word once, for what learns from the past at the start of a process. `next` is the place to go
   * on from; null after the last.
   */
  scanFeedback(
    after: FeedbackPlace | null,
    limit: number,
  ): Promise<{ readonly feedback: readonly FeedbackRecord[]; readonly next: FeedbackPlace | null }>;
  /** Oldest first; empty for a user nobody has heard of. */
  journey(tenant: string, userId: string, page: JourneyPage): Promise<readonly JourneyStep[]>;
  /** Null for a user nobody has heard of. */
  user(tenant: string, userId: string): Promise<UserActivity | null>;
  /**
   * Over queries and events in [sinceMs, untilMs). A visit is a session; without one a user; without both a query or an event
   * by itself. An event that names a query belongs to the visit of that query.
   */
  funnel(
    tenant: string,
    span: { readonly sinceMs: number; readonly untilMs: number },
    satisfaction: Satisfaction,
  ): Promise<Funnel>;
}
