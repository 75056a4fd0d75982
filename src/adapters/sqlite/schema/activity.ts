/**
 * What people do: client events, ratings of answers, and the roll-ups of answered queries by hour and day. Triggers keep the
 * number of a tenant's rows beside them, and take feedback away with its query. ANY columns hold text, or its Zstandard frame.
 */
export const ACTIVITY = `
CREATE TABLE events (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  event_id TEXT NOT NULL,
  user_id TEXT,
  session_id TEXT,
  type TEXT NOT NULL,
  name TEXT,
  query_id TEXT,
  properties TEXT NOT NULL,
  timestamp_ms INTEGER NOT NULL,
  UNIQUE (tenant, event_id)
) STRICT;
CREATE INDEX events_by_time ON events (tenant, timestamp_ms);
CREATE INDEX events_by_user ON events (tenant, user_id, timestamp_ms, event_id);

CREATE TABLE feedback (
  tenant TEXT NOT NULL,
  query_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  rating REAL NOT NULL,
  comment TEXT,
  timestamp_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, query_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_by_time ON feedback (tenant, timestamp_ms);
CREATE INDEX feedback_by_user ON feedback (tenant, user_id, timestamp_ms, query_id);

CREATE TRIGGER feedback_of_query AFTER DELETE ON history BEGIN
  DELETE FROM feedback WHERE tenant = old.tenant AND query_id = old.query_id;
END;

CREATE TABLE activity_counts (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('events', 'feedback')),
  row_count INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER events_added AFTER INSERT ON events BEGIN
  INSERT INTO activity_counts VALUES (new.tenant, 'events', 1) ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
  UPDATE activity_counts SET row_count = row_count - 1 WHERE tenant = old.tenant AND kind = 'events';
END;
CREATE TRIGGER feedback_added AFTER INSERT ON feedback BEGIN
  INSERT INTO activity_counts VALUES (new.tenant, 'feedback', 1) ON CONFLICT DO UPDATE SET row_count = row_count + 1;
END;
CREATE TRIGGER feedback_removed AFTER DELETE ON feedback BEGIN
  UPDATE activity_counts SET row_count = row_count - 1 WHERE tenant = old.tenant AND kind = 'feedback';
END;

CREATE TABLE rollups (
  tenant TEXT NOT NULL,
  grain TEXT NOT NULL CHECK (grain IN ('hour', 'day')),
  start_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data ANY NOT NULL,
  PRIMARY KEY (tenant, grain, start_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX rollups_by_time ON rollups (grain, start_ms);

CREATE INDEX history_by_user ON history (tenant, user_id, timestamp_ms, query_id);
`;
