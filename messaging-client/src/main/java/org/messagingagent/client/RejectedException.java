package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The server refused the call. Nothing was stored and nothing sent, and the same call would be
 * refused again: the message says what to change. (The original service does not say whether an
 * exception of its own came before or after it had sent some of the messages.)
 */
public final class RejectedException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String friendlyText;
  private final TreeMap<String, String> parameters;

  RejectedException(
      String message, String code, String friendlyText, Map<String, String> parameters) {
    this(message, code, friendlyText, parameters, Optional.empty());
  }

  private RejectedException(
      String message,
      String code,
      String friendlyText,
      Map<String, String> parameters,
      Optional<String> key) {
    super(message, null, key);
    this.code = requireNonNull(code, "code is null");
    this.friendlyText = requireNonNull(friendlyText, "friendlyText is null");
    this.parameters = new TreeMap<>(parameters);
  }

  /**
   * The server's code, such as {@code PLUGIN_NOT_INSTALLED}; those of this project's server are
   * stable and listed in {@code docs/errors.md}. Of a SOAP Fault that carries none, the fault code
   * such as {@code Client}; never null, may be empty.
   */
  public String code() {
    return code;
  }

  /** For an end user, in general terms; empty where the server gives none. */
  public String friendlyText() {
    return friendlyText;
  }

  /** The offending fields and their values, as the server names them; may be empty. */
  public Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }

  @Override
  RejectedException under(Optional<String> key) {
    return new RejectedException(getMessage(), code, friendlyText, parameters, key);
  }
}
