-- The tables of the messaging agent, version 1, in the schema 'messaging'. Run it as the role that is to own them:
--   psql --dbname=... --set=ON_ERROR_STOP=1 --file=...
BEGIN;
CREATE SCHEMA IF NOT EXISTS messaging;
SET LOCAL search_path TO messaging;

-- V1__messages.sql
-- Times are milliseconds since 1970 in UTC. Codes are those of MessageState and OutgoingState.
-- Keys are compared byte by byte (collation "C"), as SQLite does.

CREATE SEQUENCE epoch;
-- Taken for each batch within its transaction: of two messages, one accepted after the other was
-- acknowledged has the higher id, whichever nodes they came to.
CREATE SEQUENCE incoming_id;
CREATE SEQUENCE outgoing_id MAXVALUE 2147483647;

-- A row for each process that writes. Every commit of a node adds one to batch, so a node that lost the
-- answer to a commit finds out whether it happened; closing an epoch waits for the commit under way.
-- A row that is not there is an epoch that was closed.
CREATE TABLE node_fence (
  epoch BIGINT PRIMARY KEY,
  batch BIGINT NOT NULL,
  open  BOOLEAN NOT NULL
) WITH (
  -- Few rows, which every commit changes.
  fillfactor = 20,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000
);

-- Of plugins it takes a share of the messages; running is what all that run there do, as JSON.
CREATE TABLE node (
  epoch      BIGINT PRIMARY KEY,
  name       TEXT COLLATE "C" NOT NULL UNIQUE,
  home       TEXT NOT NULL,
  version    TEXT NOT NULL,
  address    TEXT NOT NULL,
  settings   TEXT NOT NULL,
  plugins    TEXT[] NOT NULL,
  running    TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  beat_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) WITH (fillfactor = 50);

-- Written only when a partition changes hands.
CREATE TABLE partition_owner (
  plugin       TEXT COLLATE "C" NOT NULL,
  partition_no SMALLINT NOT NULL,
  epoch        BIGINT,
  PRIMARY KEY (plugin, partition_no)
);

-- How many messages there are, kept in the same commit as the messages. Each node has rows of its
-- own, so that no node waits for another's commit; the sum counts. Rows of closed epochs are added to epoch 0.
CREATE TABLE message_count (
  direction TEXT NOT NULL,
  plugin    TEXT COLLATE "C" NOT NULL,
  kind      INTEGER NOT NULL,
  epoch     BIGINT NOT NULL,
  messages  BIGINT NOT NULL,
  PRIMARY KEY (direction, plugin, kind, epoch)
) WITH (
  fillfactor = 30,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000
);

-- due_at is set on the waiting message whose turn it is in its session, or that has no session;
-- those that queue behind it have none. A node that does not own the partition cannot tell whose
-- turn it is: it sets due_at and undecided, and the owner decides when it reads the message.
CREATE TABLE incoming_message (
  id                  BIGINT PRIMARY KEY,
  plugin              TEXT COLLATE "C" NOT NULL,
  partition_no        SMALLINT NOT NULL,
  session_key         TEXT COLLATE "C",
  state               SMALLINT NOT NULL,
  due_at              BIGINT,
  undecided           BOOLEAN NOT NULL,
  failures            INTEGER NOT NULL,
  reason              TEXT NOT NULL,
  parent_messaging_id INTEGER,
  user_name           TEXT NOT NULL,
  received_at         BIGINT NOT NULL,
  ended_at            BIGINT,
  trace_parent        TEXT
) WITH (
  -- A queue changes all its rows while it stays small: vacuumed by numbers, not by shares of what is
  -- kept, and without pauses, so that the indexes of what waits hold little that is gone.
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 50000,
  autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX incoming_due ON incoming_message (plugin, partition_no, due_at, id)
  WHERE state = 0 AND due_at IS NOT NULL;
CREATE INDEX incoming_session ON incoming_message (plugin, session_key, id)
  WHERE state = 0 AND session_key IS NOT NULL;
-- Each session has at most one: the message whose turn it is, as far as that is decided.
CREATE INDEX incoming_turn ON incoming_message (plugin, session_key)
  WHERE state = 0 AND due_at IS NOT NULL AND NOT undecided AND session_key IS NOT NULL;
CREATE INDEX incoming_undecided ON incoming_message (plugin, session_key, id)
  WHERE state = 0 AND undecided;
CREATE INDEX incoming_dead ON incoming_message (id) WHERE state = 2;
CREATE INDEX incoming_discarded ON incoming_message (id) WHERE state = 3;
-- By state, for each has an age of its own at which it goes.
CREATE INDEX incoming_ended ON incoming_message (state, ended_at, id) WHERE ended_at IS NOT NULL;

-- Apart, so that what changes a message's state writes a small row.
CREATE TABLE incoming_content (
  id       BIGINT PRIMARY KEY,
  sender   TEXT NOT NULL,
  receiver TEXT NOT NULL,
  content  TEXT NOT NULL,
  format   TEXT NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE gateway_id (
  plugin      TEXT COLLATE "C" NOT NULL,
  gateway_id  TEXT COLLATE "C" NOT NULL,
  message_id  BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (plugin, gateway_id)
);
CREATE INDEX gateway_id_age ON gateway_id (received_at, message_id);

CREATE TABLE request_key (
  user_name      TEXT COLLATE "C" NOT NULL,
  operation      TEXT COLLATE "C" NOT NULL,
  request_key    TEXT COLLATE "C" NOT NULL,
  arguments_hash BYTEA NOT NULL,
  created_at     BIGINT NOT NULL,
  ids            BIGINT[] NOT NULL,
  PRIMARY KEY (user_name, operation, request_key)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX request_key_age ON request_key (created_at);

-- epoch: the node that is sending it, for as long as it is in flight.
CREATE TABLE outgoing_message (
  id                  INTEGER PRIMARY KEY,
  plugin              TEXT COLLATE "C" NOT NULL,
  epoch               BIGINT NOT NULL,
  state               SMALLINT NOT NULL,
  status              SMALLINT NOT NULL,
  description         TEXT NOT NULL,
  session_key         TEXT COLLATE "C" NOT NULL,
  parent_messaging_id INTEGER,
  format              TEXT NOT NULL,
  user_name           TEXT NOT NULL,
  recorded_at         BIGINT NOT NULL,
  changed_at          BIGINT NOT NULL,
  attempts            INTEGER NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX outgoing_session ON outgoing_message (plugin, session_key, id)
  WHERE session_key <> '';
CREATE INDEX outgoing_in_flight ON outgoing_message (epoch, id) WHERE state = 0;
CREATE INDEX outgoing_unknown ON outgoing_message (plugin, id) WHERE state = 2;
CREATE INDEX outgoing_settled ON outgoing_message (changed_at) WHERE state = 1;

CREATE TABLE outgoing_external_id (
  plugin       TEXT COLLATE "C" NOT NULL,
  external_id  TEXT COLLATE "C" NOT NULL,
  messaging_id INTEGER NOT NULL,
  PRIMARY KEY (plugin, external_id, messaging_id)
);
CREATE INDEX outgoing_external_id_message ON outgoing_external_id (messaging_id);

-- Delivery reports whose message is not known yet; orphaned_at is set on those that waited too long.
CREATE TABLE early_report (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plugin      TEXT COLLATE "C" NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  status      SMALLINT NOT NULL,
  description TEXT NOT NULL,
  user_name   TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  orphaned_at BIGINT
);
CREATE INDEX early_report_external_id ON early_report (plugin, external_id, id)
  WHERE orphaned_at IS NULL;
CREATE INDEX early_report_waiting ON early_report (received_at) WHERE orphaned_at IS NULL;
CREATE INDEX early_report_orphaned ON early_report (orphaned_at) WHERE orphaned_at IS NOT NULL;
CREATE INDEX early_report_orphaned_plugin ON early_report (plugin, id)
  WHERE orphaned_at IS NOT NULL;

CREATE TABLE user_account (
  name          TEXT COLLATE "C" PRIMARY KEY,
  password_hash TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  roles         INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE ticket (
  hash       BYTEA PRIMARY KEY,
  user_name  TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX ticket_user ON ticket (user_name, expires_at);
CREATE INDEX ticket_expiry ON ticket (expires_at);

CREATE TABLE plugin_value (
  owner      TEXT COLLATE "C" NOT NULL,
  key        TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT,
  value      TEXT NOT NULL,
  PRIMARY KEY (owner, key)
);
CREATE INDEX plugin_value_expiry ON plugin_value (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE audit_record (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      BIGINT NOT NULL,
  actor   TEXT NOT NULL,
  origin  TEXT NOT NULL,
  action  TEXT NOT NULL,
  target  TEXT NOT NULL,
  outcome TEXT NOT NULL
);
CREATE INDEX audit_record_age ON audit_record (at);

CREATE TABLE progress (
  name     TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);


-- Which versions there are.
CREATE TABLE messaging_schema_history (
  installed_rank INTEGER NOT NULL,
  version        VARCHAR(50),
  description    VARCHAR(200) NOT NULL,
  type           VARCHAR(20) NOT NULL,
  script         VARCHAR(1000) NOT NULL,
  checksum       INTEGER,
  installed_by   VARCHAR(100) NOT NULL,
  installed_on   TIMESTAMP NOT NULL DEFAULT now(),
  execution_time INTEGER NOT NULL,
  success        BOOLEAN NOT NULL,
  CONSTRAINT messaging_schema_history_pk PRIMARY KEY (installed_rank)
);
CREATE INDEX messaging_schema_history_s_idx ON messaging_schema_history (success);
INSERT INTO messaging_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
  VALUES (1, '1', 'by hand', 'SQL', 'V1__messages.sql', current_user, 0, true);
COMMIT;

-- Where the server logs in as another role, let that use them (here: messaging_agent):
--   GRANT USAGE ON SCHEMA messaging TO messaging_agent;
--   GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA messaging TO messaging_agent;
--   GRANT SELECT, UPDATE, USAGE ON ALL SEQUENCES IN SCHEMA messaging TO messaging_agent;
