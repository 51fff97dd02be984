package org.messagingagent.client.testkit;

/** What a test waited for did not happen; the message has all that did. */
final class MissingRecordError extends AssertionError {

  private static final long serialVersionUID = 1;

  MissingRecordError(String message) {
    super(message);
  }
}
