import type { RollupKey, RollupRow, RollupStore, RollupWrite } from '../../../ports/rollup-store.ts';
import { packText, unpackText } from '../packed-text.ts';
import { content, integer } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

/** Rows one call removes: a few milliseconds, so that other writes are not kept waiting. */
const PRUNE_SLICE = 500;

type RangeInput = {
  readonly tenant: string;
  readonly grain: RollupKey['grain'];
  readonly span: Parameters<RollupStore['range']>[2];
};

const GET = `SELECT start_ms, version, data FROM rollups WHERE tenant = ?1 AND grain = ?2 AND start_ms = ?3`;
const RANGE = `SELECT start_ms, version, data FROM rollups WHERE tenant = ?1 AND grain = ?2 AND start_ms >= ?3 AND start_ms < ?4
  ORDER BY start_ms LIMIT ?5`;
const INSERT = `INSERT INTO rollups (tenant, grain, start_ms, version, data) VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT DO NOTHING`;
const UPDATE = `UPDATE rollups SET version = version + 1, data = ?4
  WHERE tenant = ?1 AND grain = ?2 AND start_ms = ?3 AND version = ?5`;
const PRUNE = `DELETE FROM rollups WHERE (tenant, grain, start_ms) IN
  (SELECT tenant, grain, start_ms FROM rollups WHERE grain = ?1 AND start_ms < ?2 LIMIT ${PRUNE_SLICE})`;

/** Null for a key nobody wrote. */
export function getRollup(statements: Statements, { tenant, grain, startMs }: RollupKey): RollupRow | null {
  const row = statements.get(GET, tenant, grain, startMs);
  return row === undefined ? null : toRow(row);
}

/** Oldest first. */
export function rollupRange(statements: Statements, { tenant, grain, span }: RangeInput): readonly RollupRow[] {
  return statements.all(RANGE, tenant, grain, span.sinceMs, span.untilMs, span.limit).map(toRow);
}

/** Each by itself: one that comes too late leaves the others as they are. */
export function putRollups(
  statements: Statements,
  { writes }: { readonly writes: readonly RollupWrite[] },
): readonly boolean[] {
  return writes.map(({ key, text, fromVersion }) => {
    const parameters = [key.tenant, key.grain, key.startMs, packText(text)];
    const { changes } =
      fromVersion === 0 ? statements.run(INSERT, ...parameters) : statements.run(UPDATE, ...parameters, fromVersion);
    return changes > 0;
  });
}

/** One slice; returns how many rows went. */
export function pruneRollups(
  statements: Statements,
  { grain, beforeMs }: { readonly grain: RollupKey['grain']; readonly beforeMs: number },
): number {
  return statements.run(PRUNE, grain, beforeMs).changes;
}

function toRow(row: Row): RollupRow {
  return {
    startMs: integer(row, 'start_ms'),
    version: integer(row, 'version'),
    text: unpackText(content(row, 'data')),
  };
}
