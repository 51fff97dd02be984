package org.messagingagent.client.testkit;

/** Goes with the failure of a test wherever that is shown, and has no stack trace of its own. */
final class RecordedByServer extends RuntimeException {

  private static final long serialVersionUID = 1;

  RecordedByServer(String record) {
    super(record, null, false, false);
  }
}
