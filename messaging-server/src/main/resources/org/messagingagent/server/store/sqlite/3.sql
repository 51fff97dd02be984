-- The trace of the call that handed a message in, as W3C Trace Context writes it.
ALTER TABLE incoming_message ADD COLUMN trace_parent TEXT;

-- What a user may do, as bits: 1 call the service, 2 act as an operator.
ALTER TABLE user_account ADD COLUMN roles INTEGER NOT NULL DEFAULT 1;

-- What operators did. Rows come in the order of their time, so a purge reads from the lowest id on.
CREATE TABLE audit_record (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  origin  TEXT NOT NULL,
  action  TEXT NOT NULL,
  target  TEXT NOT NULL,
  outcome TEXT NOT NULL
);

-- How far something that goes through the messages in steps has come.
CREATE TABLE progress (
  name     TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) WITHOUT ROWID;

-- By state, for each has an age of its own at which it goes.
DROP INDEX incoming_ended;
CREATE INDEX incoming_ended ON incoming_message (state, ended_at, id) WHERE ended_at IS NOT NULL;
