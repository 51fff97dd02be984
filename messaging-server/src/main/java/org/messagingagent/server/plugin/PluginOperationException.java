package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

/** What an operator asked of a plugin was not done. The message says why, and the way out. */
public final class PluginOperationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why it was not done. */
  public enum Reason {
    /** There is no plugin of this name. */
    NOT_FOUND,
    /** It cannot be done as things stand. */
    REFUSED
  }

  private final Reason reason;

  PluginOperationException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason, "reason is null");
  }

  /** Why it was not done. */
  public Reason reason() {
    return reason;
  }
}
