package org.messagingagent.server.agent;

import java.util.Map;
import java.util.OptionalInt;
import org.messagingagent.server.support.XmlText;

/**
 * What is checked of the texts that the application hands in itself. Those that come over SOAP have
 * been through a parser, and a request is limited; others read the texts over SOAP, and databases
 * do not take all either.
 */
final class TrustedTexts {

  private TrustedTexts() {}

  static void check(IncomingDraft message) {
    checkLength(message.from(), message.to(), message.content(), message.format());
    checkText("From", message.from());
    checkText("To", message.to());
    checkText("Content", message.content());
    checkText("Format", message.format());
    checkText("SessionKey", message.sessionKey());
  }

  static void check(OutgoingDraft message) {
    checkLength(message.from(), message.to(), message.content(), message.format());
    checkText("From", message.from());
    checkText("To", message.to());
    checkText("Content", message.content());
    checkText("Format", message.format());
    checkText("SuggestedSessionKey", message.suggestedSessionKey());
  }

  /**
   * @param field how the caller calls it
   */
  static void checkText(String field, String text) {
    OptionalInt unfit = XmlText.firstUnfit(text);
    if (unfit.isPresent()) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "%s has a character that XML cannot carry, U+%04X at position %d; take it out"
              .formatted(field, (int) text.charAt(unfit.getAsInt()), unfit.getAsInt()),
          Map.of(field, "position " + unfit.getAsInt()));
    }
  }

  private static void checkLength(String... texts) {
    long length = 0;
    for (String text : texts) {
      length += text.length();
    }
    if (length > Submissions.MAX_CHARACTERS) {
      throw new MessagingException(
          ErrorCode.CONTENT_TOO_LONG,
          "The message has %d characters; the most is %d"
              .formatted(length, Submissions.MAX_CHARACTERS));
    }
  }
}
