package org.messagingagent.server.agent;

import java.util.OptionalInt;
import java.util.function.Supplier;
import org.messagingagent.server.support.XmlText;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SubmissionException;

/** What is checked of what plugins submit, and how a refusal reads to them. */
final class Submissions {

  /** The most text of one message, in characters: about what a caller can send in one request. */
  static final int MAX_CHARACTERS = 10 * 1024 * 1024;

  private Submissions() {}

  /** Refuses a message that could not be stored or listed as it is. */
  static void check(ReceivedMessage message) {
    long length =
        (long) message.from().length()
            + message.to().length()
            + message.content().length()
            + message.format().length();
    if (length > MAX_CHARACTERS) {
      throw refused(
          "The message has %d characters; the most is %d".formatted(length, MAX_CHARACTERS));
    }
    message.gatewayId().ifPresent(id -> checkKey("gatewayId", id));
    message
        .sessionKey()
        .filter(key -> !key.isEmpty())
        .ifPresent(key -> checkKey("sessionKey", key));
    checkText("from", message.from());
    checkText("to", message.to());
    checkText("content", message.content());
    checkText("format", message.format());
  }

  /** Refuses what is no key: 1 to 255 characters that XML can carry. */
  static void checkKey(String field, String key) {
    if (key.isEmpty() || key.length() > Arguments.MAX_KEY_LENGTH) {
      throw refused(
          "%s must have 1 to %d characters, has %d"
              .formatted(field, Arguments.MAX_KEY_LENGTH, key.length()));
    }
    checkText(field, key);
  }

  /** Does what may be refused, with the refusal as plugins know it. */
  static <T> T taking(Supplier<T> submission) {
    try {
      return submission.get();
    } catch (MessagingException e) {
      throw new SubmissionException(e.getMessage(), isRetryable(e.code()));
    }
  }

  private static boolean isRetryable(ErrorCode code) {
    // One that is not there may be installed, or is being restarted right now.
    return code.fault() == ErrorCode.Fault.SERVER || code == ErrorCode.PLUGIN_NOT_INSTALLED;
  }

  /** Others read the texts over SOAP. */
  private static void checkText(String field, String text) {
    OptionalInt unfit = XmlText.firstUnfit(text);
    if (unfit.isPresent()) {
      throw refused(
          "%s has a character that XML cannot carry, U+%04X at position %d; take it out"
              .formatted(field, (int) text.charAt(unfit.getAsInt()), unfit.getAsInt()));
    }
  }

  private static SubmissionException refused(String reason) {
    return new SubmissionException(reason, false);
  }
}
