-- The trace of the call that handed a message in, as W3C Trace Context writes it.
ALTER TABLE incoming_message ADD COLUMN trace_parent TEXT;

-- What a user may do, as bits: 1 call the service, 2 act as an operator.
ALTER TABLE user_account ADD COLUMN roles INTEGER NOT NULL DEFAULT 1;

-- What operators did.
CREATE TABLE audit_record (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  origin  TEXT NOT NULL,
  action  TEXT NOT NULL,
  target  TEXT NOT NULL,
  outcome TEXT NOT NULL
);
CREATE INDEX audit_record_age ON audit_record (at);

-- How far something that goes through the messages in steps has come.
CREATE TABLE progress (
  name     TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) WITHOUT ROWID;

-- Reports without a message are counted like messages: direction 'report', kind 0 waits, 1 orphaned;
-- and direction 'report of user', where plugin is the user, for those that wait.
INSERT INTO message_count (direction, plugin, kind, messages)
  SELECT 'report', plugin, orphaned_at IS NOT NULL, COUNT(*) FROM early_report GROUP BY 1, 2, 3;
INSERT INTO message_count (direction, plugin, kind, messages)
  SELECT 'report of user', user_name, 0, COUNT(*) FROM early_report
  WHERE orphaned_at IS NULL GROUP BY user_name;

-- By state, for each has an age of its own at which it goes.
DROP INDEX incoming_ended;
CREATE INDEX incoming_ended ON incoming_message (state, ended_at, id) WHERE ended_at IS NOT NULL;
