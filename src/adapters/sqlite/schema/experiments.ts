/** Who is in which variant of an experiment, and the sums its metrics are made of. */
export const EXPERIMENTS = `
CREATE TABLE experiment_units (
  tenant TEXT NOT NULL,
  experiment_id TEXT NOT NULL,
  unit TEXT NOT NULL,
  variant TEXT NOT NULL,
  assigned_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, experiment_id, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment_metrics (
  tenant TEXT NOT NULL,
  experiment_id TEXT NOT NULL,
  variant TEXT NOT NULL,
  metric TEXT NOT NULL,
  count INTEGER NOT NULL,
  total REAL NOT NULL,
  total_squares REAL NOT NULL,
  PRIMARY KEY (tenant, experiment_id, variant, metric)
) STRICT, WITHOUT ROWID;
`;
