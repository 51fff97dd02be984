package org.messagingagent.server.store.engine;

/** Statements of the engine, for tests that look at how a database carries them out. */
public final class EngineSql {

  public static final String NEWEST_OF_SESSION = OutgoingRows.NEWEST_OF_SESSION;
  public static final String NEWEST_OF_EXTERNAL_ID = OutgoingRows.NEWEST_OF_EXTERNAL_ID;
  public static final String WAITING_REPORTS = EarlyReports.WAITING_FOR;
  public static final String FIND_VALUE = PluginValues.FIND;
  public static final String KEYS_OF_VALUES = SqlValueStore.KEYS;

  private EngineSql() {}

  public static String purgeOutgoing(Dialect dialect) {
    return Outgoing.purgeSql(dialect);
  }

  public static String settleInFlight(Dialect dialect) {
    return Outgoing.settleInFlightSql(dialect);
  }

  public static String unsettled(Dialect dialect) {
    return SqlOutboxStore.unsettledSql(dialect);
  }

  public static String orphanReports(Dialect dialect) {
    return EarlyReports.orphanSql(dialect);
  }

  public static String removeOldestOrphaned(Dialect dialect) {
    return EarlyReports.removeOldestOrphanedSql(dialect);
  }

  public static String purgeReports(Dialect dialect) {
    return EarlyReports.purgeSql(dialect);
  }

  public static String purgeValues(Dialect dialect) {
    return PluginValues.purgeSql(dialect);
  }
}
