package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens direct connections to the database, with the settings that all of ours have. */
@FunctionalInterface
interface ConnectionSource {

  /** A new connection; the caller closes it. */
  Connection connect() throws SQLException;
}
