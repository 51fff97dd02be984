package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

/** What an operator asked of a plugin could not be done. The message is a sentence for them. */
public final class PluginOperationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  public enum Reason {
    /** There is no plugin of that name. */
    NOT_FOUND,
    /** It is there, and what it is or does now does not allow it. */
    REFUSED
  }

  private final Reason reason;

  public PluginOperationException(Reason reason, String message) {
    super(requireNonNull(message, "message is null"));
    this.reason = requireNonNull(reason, "reason is null");
  }

  /** Why, for programs. */
  public Reason reason() {
    return reason;
  }
}
