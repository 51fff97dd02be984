package org.messagingagent.server.store;

/** The database failed in a commit, and did not say whether it is on disk. */
public final class CommitUnknownException extends StoreException {

  private static final long serialVersionUID = 1L;

  public CommitUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
