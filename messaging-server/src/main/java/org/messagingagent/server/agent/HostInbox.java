package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.XmlText;

/**
 * Takes messages in the transactions of the host that embeds the server, with the checks of
 * CreateMessage. Safe for use by many threads.
 */
public final class HostInbox {

  /** Who such messages come from, as operators see it. */
  public static final String USER = "host";

  private final PluginChecks checks;
  private final Optional<TransactionStore> transactions;
  private final Clock clock;

  public HostInbox(AgentConfig config, RunningPlugins plugins, Store store, Clock clock) {
    this.checks = new PluginChecks(plugins, config.defaultPlugin());
    this.transactions = store.transactions();
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Stores a message in the transaction that the connection has open.
   *
   * @param key of messages with the same key one is stored; 1 to 255 characters
   * @return the message's id, positive; of the message that was stored before under the key, where
   *     there is one
   * @throws MessagingException where the message is refused; nothing was changed
   * @throws org.messagingagent.server.store.UnfitConnectionException where the connection cannot be
   *     used; nothing was changed
   * @throws IllegalStateException where messages are not kept in PostgreSQL
   * @throws SQLException where the database failed; the transaction can only be rolled back
   */
  public long accept(Connection connection, IncomingDraft message, Optional<String> key)
      throws SQLException {
    requireNonNull(connection, "connection is null");
    TransactionStore store =
        transactions.orElseThrow(
            () ->
                new IllegalStateException(
                    "Messages are kept in SQLite, where the host has no transactions; set the store to a PostgreSQL database, that of the host"));
    check(message);
    String plugin =
        checks.handler(message.plugin(), message.format(), message.content(), message.sessionKey());
    NewIncoming accepted =
        new NewIncoming(
            plugin,
            message.from(),
            message.to(),
            message.content(),
            message.format(),
            message.sessionKey(),
            USER,
            clock.instant(),
            key.map(value -> Repeats.keyOfHost(USER, value, message)),
            Optional.empty(),
            CurrentTrace.text());
    Acceptance acceptance = store.accept(connection, accepted);
    if (acceptance.kind() == Acceptance.Kind.KEY_REUSED) {
      throw Repeats.reused(key.orElse(""));
    }
    return acceptance.messageId();
  }

  /** Others read the texts over SOAP, and a request over SOAP could not be larger. */
  private static void check(IncomingDraft message) {
    long length =
        (long) message.from().length()
            + message.to().length()
            + message.content().length()
            + message.format().length();
    if (length > Submissions.MAX_CHARACTERS) {
      throw new MessagingException(
          ErrorCode.CONTENT_TOO_LONG,
          "The message has %d characters; the most is %d"
              .formatted(length, Submissions.MAX_CHARACTERS));
    }
    checkText("From", message.from());
    checkText("To", message.to());
    checkText("Content", message.content());
    checkText("Format", message.format());
    checkText("SessionKey", message.sessionKey());
  }

  private static void checkText(String field, String text) {
    OptionalInt unfit = XmlText.firstUnfit(text);
    if (unfit.isPresent()) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "%s has a character that XML cannot carry, U+%04X at position %d; take it out"
              .formatted(field, (int) text.charAt(unfit.getAsInt()), unfit.getAsInt()),
          Map.of(field, "position " + unfit.getAsInt()));
    }
  }
}
