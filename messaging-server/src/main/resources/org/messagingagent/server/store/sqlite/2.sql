-- What plugins submit and note. message_count counts values, too: direction 'value', plugin the
-- owner, kind 0.

-- expires_at is null on what stays until it is removed. It stands before the value, so that a list
-- of keys need not read over long values.
CREATE TABLE plugin_value (
  id         INTEGER PRIMARY KEY,
  owner      TEXT NOT NULL,
  key        TEXT NOT NULL,
  expires_at INTEGER,
  value      TEXT NOT NULL,
  UNIQUE (owner, key)
);

CREATE INDEX plugin_value_expiry ON plugin_value (expires_at) WHERE expires_at IS NOT NULL;

-- The ids that gateways gave to incoming messages. plugin is the one that submitted the message.
-- Rows come in the order of their time, so a purge reads from the lowest id on.
CREATE TABLE gateway_id (
  id          INTEGER PRIMARY KEY,
  plugin      TEXT NOT NULL,
  gateway_id  TEXT NOT NULL,
  message_id  INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (plugin, gateway_id)
);

-- Those of one plugin in order; without it a page would walk over those of the others.
CREATE INDEX outgoing_unknown_plugin ON outgoing_message (plugin, id) WHERE state = 2;
