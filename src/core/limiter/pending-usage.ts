import type { Principal } from '../../ports/scope.ts';
import type { UsageRow } from '../../ports/usage-store.ts';

/** Counts that may wait for the store: some thousand callers with some operations each, a few MB. Beyond it calls are not counted. */
export const PENDING_ROWS_MAX = 50_000;

type Counted = { readonly subject: string; readonly day: number; readonly operation: string; readonly cost: number };
type Sum = { readonly row: Omit<UsageRow, 'calls' | 'units'>; calls: number; units: number };

/** Sums that are not in the store yet. */
export class PendingUsage {
  /** By operation, tier and tenant as they last were: one look-up each way for the usual call. */
  readonly #latest = new Map<string, Map<string, Sum>>();
  #others: UsageRow[] = [];
  #rows = 0;

  /** Rows that wait, at most. */
  get size(): number {
    return this.#rows + this.#others.length;
  }

  /** False when too much waits, so that the call was not counted. */
  count({ tenant, tier }: Principal, { subject, day, operation, cost }: Counted): boolean {
    let operations = this.#latest.get(subject);
    if (operations === undefined) {
      operations = new Map();
      this.#latest.set(subject, operations);
    }
    const known = operations.get(operation);
    if (known !== undefined && known.row.day === day && known.row.tier === tier && known.row.tenant === tenant) {
      known.calls += 1;
      known.units += cost;
      return true;
    }
    if (this.size >= PENDING_ROWS_MAX) return false;
    if (known !== undefined) this.#others.push({ ...known.row, calls: known.calls, units: known.units });
    else this.#rows += 1;
    operations.set(operation, { row: { tenant, subject, day, operation, tier }, calls: 1, units: cost });
    return true;
  }

  /** Everything that waits; from now on it waits no more. */
  take(): readonly UsageRow[] {
    const rows = this.#others;
    for (const operations of this.#latest.values()) {
      for (const { row, calls, units } of operations.values()) rows.push({ ...row, calls, units });
    }
    this.#others = [];
    this.#latest.clear();
    this.#rows = 0;
    return rows;
  }

  /** What was taken and not written waits again. */
  giveBack(rows: readonly UsageRow[]): void {
    this.#others = [...this.#others, ...rows];
  }
}
