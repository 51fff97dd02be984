package org.messagingagent.server.prove;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which message of the load it is; also its idempotency key.
 *
 * @param sender who sent it: a session where it begins with {@code s}, else one without
 * @param sequence its place among the messages of its sender, from 0
 */
record MessageKey(String sender, int sequence) {

  private static final Pattern TEXT = Pattern.compile("([sx][0-9]{1,6})-([0-9]{1,9})");

  MessageKey {
    requireNonNull(sender, "sender is null");
  }

  static MessageKey parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("No key of a message of the proof: " + text);
    }
    return new MessageKey(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** The session whose order is judged. */
  Optional<String> session() {
    return sender.startsWith("s") ? Optional.of(sender) : Optional.empty();
  }

  Optional<MessageKey> before() {
    return sequence == 0 ? Optional.empty() : Optional.of(new MessageKey(sender, sequence - 1));
  }

  MessageKey after() {
    return new MessageKey(sender, sequence + 1);
  }

  @Override
  public String toString() {
    return sender + "-" + sequence;
  }
}
