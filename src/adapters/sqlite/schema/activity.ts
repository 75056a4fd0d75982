/** What people do: client events, ratings of answers, and the roll-ups of answered queries by hour and day. */
export const ACTIVITY = `
CREATE TABLE events (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  event_id TEXT NOT NULL,
  user_id TEXT,
  session_id TEXT,
  type TEXT NOT NULL,
  query_id TEXT,
  properties TEXT NOT NULL,
  timestamp_ms INTEGER NOT NULL,
  UNIQUE (tenant, event_id)
) STRICT;
CREATE INDEX events_by_time ON events (tenant, timestamp_ms);
CREATE INDEX events_by_user ON events (tenant, user_id, timestamp_ms);

CREATE TABLE feedback (
  tenant TEXT NOT NULL,
  query_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  rating REAL NOT NULL,
  comment TEXT,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, query_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_by_time ON feedback (tenant, created_at_ms);

CREATE TABLE rollups (
  tenant TEXT NOT NULL,
  grain TEXT NOT NULL CHECK (grain IN ('hour', 'day')),
  start_ms INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (tenant, grain, start_ms)
) STRICT, WITHOUT ROWID;

CREATE INDEX history_by_user ON history (tenant, user_id, timestamp_ms);
`;
