package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;

import java.util.Optional;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.support.XmlText;

/**
 * Who calls. A caller over a protocol has a ticket, as far as the request says: nothing of it has
 * been checked. The application that embeds the server calls by {@link #trusted} and needs none.
 *
 * @param applicationToken empty where the request has none
 * @param ticket empty where the request has none
 * @param repeatKey what makes a repeat of this request recognisable
 * @param trustedName who the application that embeds the server says it is; empty for everybody who
 *     calls over a protocol
 */
public record Caller(
    String applicationToken,
    String ticket,
    Optional<RepeatKey> repeatKey,
    Optional<String> trustedName) {

  /** A request without credentials. */
  public static final Caller ANONYMOUS = new Caller("", "", Optional.empty());

  public Caller {
    requireNonNull(applicationToken, "applicationToken is null");
    requireNonNull(ticket, "ticket is null");
    requireNonNull(repeatKey, "repeatKey is null");
    requireNonNull(trustedName, "trustedName is null");
  }

  /** Somebody who calls over a protocol. */
  public Caller(String applicationToken, String ticket, Optional<RepeatKey> repeatKey) {
    this(applicationToken, ticket, repeatKey, Optional.empty());
  }

  /**
   * The application that embeds the server, or a part of it. It needs no user and no ticket.
   *
   * @param name what the messages' records show as who handed them in, such as {@code "billing"}: 1
   *     to 255 characters that XML can carry. A user of the same name counts as the same
   * @throws IllegalArgumentException where the name is none
   */
  public static Caller trusted(String name) {
    requireNonNull(name, "name is null");
    check(
        !name.isBlank() && name.length() <= Arguments.MAX_KEY_LENGTH && XmlText.isFit(name),
        "The caller's name must be 1 to %s characters that XML can carry, was '%s'",
        Arguments.MAX_KEY_LENGTH,
        Arguments.excerpt(name));
    check(
        !name.startsWith(Tickets.PREFIX),
        "The caller's name begins like a ticket (%s); give a name that may be shown",
        Tickets.PREFIX);
    return new Caller("", "", Optional.empty(), Optional.of(name));
  }

  /**
   * The same caller, whose request counts once however often it is made under this key: a repeat
   * with the same arguments is answered as the first one was, one with others is refused.
   *
   * @param key 1 to 255 characters that XML can carry; for one request of one caller
   */
  public Caller withIdempotencyKey(String key) {
    return new Caller(applicationToken, ticket, Optional.of(new RepeatKey(key, true)), trustedName);
  }

  /** Whether it is the application that embeds the server. */
  boolean isTrusted() {
    return trustedName.isPresent();
  }

  /** Hides the secrets. */
  @Override
  public String toString() {
    return trustedName
        .map(name -> "Caller[%s, repeatKey=%s]".formatted(name, repeatKey))
        .orElseGet(() -> "Caller[repeatKey=" + repeatKey + "]");
  }
}
