import type { UsageQuery, UsageRow } from '../../../ports/usage-store.ts';
import { integer, text } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

/** Rows one call removes: a few milliseconds, so that other writes are not kept waiting. */
const PRUNE_SLICE = 500;
/** Rows one read gives: 90 days of a caller who uses every operation on two tiers is some 15,000. */
const ROWS_MAX = 50_000;

const ADD = `INSERT INTO usage (tenant, subject, day, operation, tier, calls, units) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, units = units + excluded.units`;
const READ = `SELECT * FROM usage WHERE tenant = ?1 AND subject = ?2 AND day >= ?3
  ORDER BY day DESC, operation, tier LIMIT ${ROWS_MAX}`;
const PRUNE = `DELETE FROM usage WHERE (tenant, subject, day, operation, tier) IN
  (SELECT tenant, subject, day, operation, tier FROM usage WHERE day < ?1 LIMIT ${PRUNE_SLICE})`;

export function addUsage(statements: Statements, { rows }: { readonly rows: readonly UsageRow[] }): void {
  for (const { tenant, subject, day, operation, tier, calls, units } of rows) {
    statements.run(ADD, tenant, subject, day, operation, tier, calls, units);
  }
}

export function readUsage(statements: Statements, { tenant, subject, fromDay }: UsageQuery): readonly UsageRow[] {
  return statements.all(READ, tenant, subject, fromDay).map(toUsageRow);
}

/** One slice; returns how many rows went. */
export function pruneUsage(statements: Statements, { day }: { readonly day: number }): number {
  return statements.run(PRUNE, day).changes;
}

function toUsageRow(row: Row): UsageRow {
  return {
    tenant: text(row, 'tenant'),
    subject: text(row, 'subject'),
    day: integer(row, 'day'),
    operation: text(row, 'operation'),
    tier: text(row, 'tier'),
    calls: integer(row, 'calls'),
    units: integer(row, 'units'),
  };
}
