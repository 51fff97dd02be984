-- Times are milliseconds since 1970 in UTC. Codes are those of MessageState and OutgoingState.

-- Ids are taken from memory; next_id is above every id that was ever given, so none is given twice,
-- not even after a crash or when the newest rows have been purged.
CREATE TABLE id_sequence (
  name    TEXT PRIMARY KEY,
  next_id INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO id_sequence (name, next_id) VALUES ('incoming', 1), ('outgoing', 1);

-- How many messages there are, kept in the same commit as the messages: counting a million rows
-- takes too long for every start.
CREATE TABLE message_count (
  direction TEXT NOT NULL,
  plugin    TEXT NOT NULL,
  kind      INTEGER NOT NULL,
  messages  INTEGER NOT NULL,
  PRIMARY KEY (direction, plugin, kind)
) WITHOUT ROWID;

-- due_at is set on the waiting message whose turn it is in its session, or that has no session;
-- those that queue behind it have none.
CREATE TABLE incoming_message (
  id                  INTEGER PRIMARY KEY,
  plugin              TEXT NOT NULL,
  partition_no        INTEGER NOT NULL,
  session_key         TEXT,
  state               INTEGER NOT NULL,
  due_at              INTEGER,
  failures            INTEGER NOT NULL,
  reason              TEXT NOT NULL,
  parent_messaging_id INTEGER,
  user_name           TEXT NOT NULL,
  received_at         INTEGER NOT NULL,
  ended_at            INTEGER
);

CREATE INDEX incoming_due ON incoming_message (plugin, due_at, id)
  WHERE state = 0 AND due_at IS NOT NULL;
CREATE INDEX incoming_session ON incoming_message (plugin, session_key, id)
  WHERE state = 0 AND session_key IS NOT NULL;
CREATE INDEX incoming_dead ON incoming_message (id) WHERE state = 2;
CREATE INDEX incoming_discarded ON incoming_message (id) WHERE state = 3;
-- Finishing appends at its end; without it a purge would have to walk over all that waits.
CREATE INDEX incoming_ended ON incoming_message (ended_at) WHERE state IN (1, 3);

-- Apart, so that what changes a message's state writes a small row.
CREATE TABLE incoming_content (
  id       INTEGER PRIMARY KEY,
  sender   TEXT NOT NULL,
  receiver TEXT NOT NULL,
  content  TEXT NOT NULL,
  format   TEXT NOT NULL
);

-- Rows come in the order of their time, so a purge reads from the lowest id on.
CREATE TABLE request_key (
  id             INTEGER PRIMARY KEY,
  user_name      TEXT NOT NULL,
  operation      TEXT NOT NULL,
  request_key    TEXT NOT NULL,
  arguments_hash BLOB NOT NULL,
  created_at     INTEGER NOT NULL,
  first_id       INTEGER NOT NULL,
  ids            INTEGER NOT NULL,
  UNIQUE (user_name, operation, request_key)
);

CREATE TABLE outgoing_message (
  id                  INTEGER PRIMARY KEY,
  plugin              TEXT NOT NULL,
  state               INTEGER NOT NULL,
  status              INTEGER NOT NULL,
  description         TEXT NOT NULL,
  session_key         TEXT NOT NULL,
  parent_messaging_id INTEGER,
  format              TEXT NOT NULL,
  user_name           TEXT NOT NULL,
  recorded_at         INTEGER NOT NULL,
  changed_at          INTEGER NOT NULL,
  attempts            INTEGER NOT NULL
);

CREATE INDEX outgoing_session ON outgoing_message (plugin, session_key, id)
  WHERE session_key <> '';
CREATE INDEX outgoing_in_flight ON outgoing_message (id) WHERE state = 0;
CREATE INDEX outgoing_unknown ON outgoing_message (id) WHERE state = 2;
CREATE INDEX outgoing_settled ON outgoing_message (changed_at) WHERE state = 1;

CREATE TABLE outgoing_external_id (
  plugin       TEXT NOT NULL,
  external_id  TEXT NOT NULL,
  messaging_id INTEGER NOT NULL,
  PRIMARY KEY (plugin, external_id, messaging_id)
) WITHOUT ROWID;

CREATE INDEX outgoing_external_id_message ON outgoing_external_id (messaging_id);

-- Delivery reports whose message is not known yet. orphaned_at is set on those that waited too long:
-- they are kept to be looked at, and no longer wait for their message.
CREATE TABLE early_report (
  id          INTEGER PRIMARY KEY,
  plugin      TEXT NOT NULL,
  external_id TEXT NOT NULL,
  status      INTEGER NOT NULL,
  description TEXT NOT NULL,
  user_name   TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  orphaned_at INTEGER
);

CREATE INDEX early_report_external_id ON early_report (plugin, external_id, id)
  WHERE orphaned_at IS NULL;
CREATE INDEX early_report_waiting ON early_report (received_at) WHERE orphaned_at IS NULL;
CREATE INDEX early_report_orphaned ON early_report (orphaned_at) WHERE orphaned_at IS NOT NULL;
CREATE INDEX early_report_orphaned_plugin ON early_report (plugin, id)
  WHERE orphaned_at IS NOT NULL;

CREATE TABLE user_account (
  name          TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE ticket (
  hash       BLOB PRIMARY KEY,
  user_name  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ticket_user ON ticket (user_name, expires_at);
CREATE INDEX ticket_expiry ON ticket (expires_at);
