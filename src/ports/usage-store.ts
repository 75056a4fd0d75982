/** What one caller's calls of one operation added up to on a UTC date. */
export type UsageRow = {
  readonly tenant: string;
  /** A key's id, or the identity of a caller who needs none. */
  readonly subject: string;
  /** Days since 1970. */
  readonly day: number;
  /** The operation's id. */
  readonly operation: string;
  /** The tier at the time. */
  readonly tier: string;
  readonly calls: number;
  readonly units: number;
};

/** Whose usage, from which date on. */
export type UsageQuery = { readonly tenant: string; readonly subject: string; readonly fromDay: number };

/** Days of usage that are kept: a quarter, for whoever looks back at a bill. */
export const USAGE_DAYS_MAX = 90;

/** Calls by key, date, operation and tier. Calls reject with `RECORDS_*` errors. */
export interface UsageStore {
  /** Adds to what is there, all rows or none; durable when it resolves. */
  add(rows: readonly UsageRow[]): Promise<void>;
  /** Newest date first, then by operation and tier. */
  read(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** Removes rows of dates before `day`, of everybody, some at a call; returns how many. */
  prune(day: number): Promise<number>;
}

/** Units of a date that count as used whatever happens: what was used and what was set aside to be used. */
export type QuotaRow = { readonly identity: string; readonly day: number; readonly units: number };

/** What identities may count as used of a date after a crash. Calls reject with `RECORDS_*` errors. */
export interface QuotaStore {
  /** Puts the rows in place of those of the same identity and date, all or none; durable when it resolves. */
  put(rows: readonly QuotaRow[]): Promise<void>;
  /** Every row from a date on. */
  since(day: number): Promise<readonly QuotaRow[]>;
  /** Removes rows of dates before `day`, some at a call; returns how many. */
  prune(day: number): Promise<number>;
}
