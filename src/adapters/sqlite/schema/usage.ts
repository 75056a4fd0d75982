/** What keys used: sums by date and operation for people, and quotas by date that hold over a crash. `day` counts days since 1970. */
export const USAGE = `
CREATE TABLE usage (
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  day INTEGER NOT NULL,
  operation TEXT NOT NULL,
  tier TEXT NOT NULL,
  calls INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (tenant, subject, day, operation, tier)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_by_day ON usage (day);

CREATE TABLE quotas (
  day INTEGER NOT NULL,
  identity TEXT NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (day, identity)
) STRICT, WITHOUT ROWID;
`;
