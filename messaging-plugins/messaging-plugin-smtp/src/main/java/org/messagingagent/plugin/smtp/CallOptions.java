package org.messagingagent.plugin.smtp;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a caller may say with a call of SendMessagesWithConfig. */
record CallOptions(Optional<String> subject, Optional<MailAddress> replyTo) {

  static final CallOptions NONE = new CallOptions(Optional.empty(), Optional.empty());

  private static final String SUBJECT = "subject";
  private static final String REPLY_TO = "reply-to";

  /**
   * Reads a configuration.
   *
   * @throws UnsendableException where a key is not known, or a value is wrong
   */
  static CallOptions of(Map<String, String> config) throws UnsendableException {
    Set<String> unknown = new TreeSet<>(config.keySet());
    unknown.removeAll(Set.of(SUBJECT, REPLY_TO));
    if (!unknown.isEmpty()) {
      throw new UnsendableException(
          "The configuration may have %s and %s alone".formatted(SUBJECT, REPLY_TO));
    }
    String replyTo = config.getOrDefault(REPLY_TO, "");
    return new CallOptions(
        Optional.ofNullable(config.get(SUBJECT)),
        replyTo.isBlank() ? Optional.empty() : Optional.of(Composer.address(REPLY_TO, replyTo)));
  }
}
