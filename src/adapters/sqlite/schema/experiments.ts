/**
 * Who is in which variant of an experiment, the values that were counted, and the sums metrics are made of. `run` is one life
 * of an experiment. `source` is `unit:` or `result:` and the caller's id, so that each counts once for a metric.
 */
export const EXPERIMENTS = `
CREATE TABLE experiment_units (
  tenant TEXT NOT NULL,
  run TEXT NOT NULL,
  unit TEXT NOT NULL,
  variant TEXT NOT NULL,
  assigned_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, run, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment_allocations (
  tenant TEXT NOT NULL,
  run TEXT NOT NULL,
  variant TEXT NOT NULL,
  allocation INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (tenant, run, variant, allocation)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment_results (
  tenant TEXT NOT NULL,
  run TEXT NOT NULL,
  source TEXT NOT NULL,
  metric TEXT NOT NULL,
  variant TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (tenant, run, source, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment_metrics (
  tenant TEXT NOT NULL,
  run TEXT NOT NULL,
  variant TEXT NOT NULL,
  metric TEXT NOT NULL,
  count INTEGER NOT NULL,
  mean REAL NOT NULL,
  squares REAL NOT NULL,
  variation REAL NOT NULL,
  kept INTEGER NOT NULL,
  PRIMARY KEY (tenant, run, variant, metric)
) STRICT, WITHOUT ROWID;
`;
