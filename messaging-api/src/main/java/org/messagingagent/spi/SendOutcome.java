package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a sender answers for an outgoing message.
 *
 * @param kind what became of the message
 * @param externalIds the gateway's ids of the message, by which delivery reports name it: most
 *     often one, several where the gateway sends it in parts, none where it gives no id. Each 1 to
 *     255 characters, at most 100
 * @param sessionKey the conversation's key, where the gateway has one of its own; the server
 *     otherwise takes the caller's suggestion or makes one
 * @param description for the caller: why it failed, or a note; may be empty
 * @param retryAfter with {@link Kind#RETRY}, the least time until the next attempt
 */
public record SendOutcome(
    Kind kind,
    List<String> externalIds,
    Optional<String> sessionKey,
    String description,
    Optional<Duration> retryAfter) {

  /** What became of an outgoing message. */
  public enum Kind {
    /** The gateway took it; a delivery report may follow. */
    SENT,
    /** The receiver has it. */
    DELIVERED,
    /** The gateway did not take it, and may later. It is tried again within the caller's call. */
    RETRY,
    /** The gateway refused it for good. */
    REJECTED,
    /** It may or may not have been taken. It is never sent again by itself. */
    UNKNOWN
  }

  public SendOutcome {
    requireNonNull(kind, "kind is null");
    externalIds = List.copyOf(externalIds);
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(description, "description is null");
    requireNonNull(retryAfter, "retryAfter is null");
  }

  /** The gateway took the message under this id. */
  public static SendOutcome sent(String externalId) {
    return of(Kind.SENT, List.of(externalId), "");
  }

  /** The gateway took the message in parts, each with an id of its own. */
  public static SendOutcome sentInParts(List<String> externalIds) {
    return of(Kind.SENT, externalIds, "");
  }

  /** The gateway took the message and gives no id: no delivery report can find it. */
  public static SendOutcome sent() {
    return of(Kind.SENT, List.of(), "");
  }

  /** The receiver has the message, known under this id. */
  public static SendOutcome delivered(String externalId) {
    return of(Kind.DELIVERED, List.of(externalId), "");
  }

  /** The gateway certainly did not take the message; try again. */
  public static SendOutcome retry(String reason) {
    return of(Kind.RETRY, List.of(), reason);
  }

  /** The gateway certainly did not take the message; try again, not before this time has passed. */
  public static SendOutcome retry(String reason, Duration after) {
    return new SendOutcome(Kind.RETRY, List.of(), Optional.empty(), reason, Optional.of(after));
  }

  /** The gateway refused the message for good. */
  public static SendOutcome rejected(String reason) {
    return of(Kind.REJECTED, List.of(), reason);
  }

  /** Nobody knows whether the gateway took the message. */
  public static SendOutcome unknown(String reason) {
    return of(Kind.UNKNOWN, List.of(), reason);
  }

  /** The same outcome, with the session key that the gateway gave. */
  public SendOutcome withSessionKey(String key) {
    return new SendOutcome(kind, externalIds, Optional.of(key), description, retryAfter);
  }

  /** The same outcome, with a note for the caller. */
  public SendOutcome withDescription(String text) {
    return new SendOutcome(kind, externalIds, sessionKey, text, retryAfter);
  }

  private static SendOutcome of(Kind kind, List<String> externalIds, String description) {
    return new SendOutcome(kind, externalIds, Optional.empty(), description, Optional.empty());
  }
}
