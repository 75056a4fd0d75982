import type { QuotaRow } from '../../../ports/usage-store.ts';
import { integer, text } from '../row.ts';
import type { Statements } from '../statements.ts';

/** Rows one call removes: a few milliseconds, so that other writes are not kept waiting. */
const PRUNE_SLICE = 500;

const PUT = `INSERT INTO quotas (day, identity, units) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET units = excluded.units`;
const SINCE = `SELECT day, identity, units FROM quotas WHERE day >= ?1`;
const PRUNE = `DELETE FROM quotas WHERE (day, identity) IN
  (SELECT day, identity FROM quotas WHERE day < ?1 LIMIT ${PRUNE_SLICE})`;

export function putQuotas(statements: Statements, { rows }: { readonly rows: readonly QuotaRow[] }): void {
  for (const { identity, day, units } of rows) statements.run(PUT, day, identity, units);
}

export function quotasSince(statements: Statements, { day }: { readonly day: number }): readonly QuotaRow[] {
  return statements.all(SINCE, day).map((row) => ({
    identity: text(row, 'identity'),
    day: integer(row, 'day'),
    units: integer(row, 'units'),
  }));
}

/** One slice; returns how many rows went. */
export function pruneQuotas(statements: Statements, { day }: { readonly day: number }): number {
  return statements.run(PRUNE, day).changes;
}
