package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.OutgoingFilter;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.ReportFilter;
import org.messagingagent.server.store.OutboxStore.ReportRecord;
import org.messagingagent.server.store.OutboxStore.ReportState;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.UserStore.User;

/** Administration on the stores themselves. */
public final class StoreAdministration implements Administration {

  private static final long PATIENCE_SECONDS = 30;
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_PASSWORD = 256;
  private static final int LONGEST_REASON = 500;
  private static final String TICKET_PREFIX = "7T:";

  private final UserStore users;
  private final InboxStore inbox;
  private final OutboxStore outbox;
  private final Hooks hooks;
  private final Clock clock;

  public StoreAdministration(
      UserStore users, InboxStore inbox, OutboxStore outbox, Hooks hooks, Clock clock) {
    this.users = requireNonNull(users, "users is null");
    this.inbox = requireNonNull(inbox, "inbox is null");
    this.outbox = requireNonNull(outbox, "outbox is null");
    this.hooks = requireNonNull(hooks, "hooks is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * What else the server does.
   *
   * @param hashPassword from a password to its PHC string; may throw {@link
   *     AdministrationException}
   * @param plugins what was found, and what can be done with it
   * @param dispatch hands out messages meanwhile
   * @param passwordChanged called with the user's name after a password changed or the user was
   *     removed
   */
  public record Hooks(
      Function<String, String> hashPassword,
      PluginControl plugins,
      Dispatch dispatch,
      Consumer<String> passwordChanged) {

    public Hooks {
      requireNonNull(hashPassword, "hashPassword is null");
      requireNonNull(plugins, "plugins is null");
      requireNonNull(dispatch, "dispatch is null");
      requireNonNull(passwordChanged, "passwordChanged is null");
    }
  }

  /** Who hands out messages while an operator changes them. */
  public interface Dispatch {

    /** Nobody does: no server runs. */
    Dispatch NONE =
        new Dispatch() {
          @Override
          public void lookAgain() {}

          @Override
          public boolean putAside(String plugin, long id) {
            return true;
          }

          @Override
          public void letGo(String plugin, long id) {}
        };

    /** A message was made ready. */
    void lookAgain();

    /** Keeps a message from being handled; false where it is being handled right now. */
    boolean putAside(String plugin, long id);

    /** Ends that. */
    void letGo(String plugin, long id);
  }

  @Override
  public List<UserEntry> users(Optional<String> after, int limit) {
    checkLimit(limit);
    return users.list().stream()
        .filter(user -> after.isEmpty() || user.name().compareTo(after.get()) > 0)
        .limit(limit)
        .map(user -> new UserEntry(user.name(), user.createdAt().toString()))
        .toList();
  }

  @Override
  public void addUser(String name, String password) {
    checkName(name);
    checkPassword(password);
    if (users.find(name).isPresent()
        || !await(
            users.add(new User(name, hooks.hashPassword().apply(password), clock.instant())))) {
      throw new AdministrationException(
          Reason.REFUSED,
          "There is a user '%s' already; change the password, or choose another name"
              .formatted(name));
    }
  }

  @Override
  public void removeUser(String name) {
    if (!await(users.remove(name))) {
      throw noUser(name);
    }
    hooks.passwordChanged().accept(name);
  }

  @Override
  public void changePassword(String name, String password) {
    checkPassword(password);
    if (users.find(name).isEmpty()
        || !await(users.changePassword(name, hooks.hashPassword().apply(password)))) {
      throw noUser(name);
    }
    hooks.passwordChanged().accept(name);
  }

  @Override
  public List<PluginEntry> plugins() {
    return hooks.plugins().list();
  }

  @Override
  public PluginDetail plugin(String name) {
    return hooks.plugins().describe(name);
  }

  @Override
  public void pausePlugin(String name) {
    hooks.plugins().pause(name);
  }

  @Override
  public void resumePlugin(String name) {
    hooks.plugins().resume(name);
    hooks.dispatch().lookAgain();
  }

  @Override
  public String restartPlugin(String name) {
    String result = hooks.plugins().restart(name);
    hooks.dispatch().lookAgain();
    return result;
  }

  @Override
  public List<MessageCount> counts() {
    List<MessageCount> counts = new ArrayList<>();
    for (Map.Entry<String, Map<MessageState, Long>> plugin : inbox.counts().entrySet()) {
      plugin
          .getValue()
          .forEach(
              (state, count) ->
                  counts.add(new MessageCount("incoming", plugin.getKey(), word(state), count)));
    }
    for (Map.Entry<String, Map<String, Long>> plugin : outbox.counts().entrySet()) {
      plugin
          .getValue()
          .forEach(
              (state, count) ->
                  counts.add(new MessageCount("outgoing", plugin.getKey(), state, count)));
    }
    return counts;
  }

  @Override
  public List<IncomingEntry> incoming(IncomingQuery query) {
    checkLimit(query.limit());
    IncomingFilter filter =
        new IncomingFilter(
            query.plugin(), query.state().map(StoreAdministration::messageState), query.session());
    WaitReasons reasons = waitReasons();
    return inbox.list(filter, query.before(), query.limit()).stream()
        .map(message -> entry(message, reasons))
        .toList();
  }

  @Override
  public IncomingDetail incoming(long id) {
    IncomingRecord message = inbox.find(id).orElseThrow(() -> noMessage("incoming", id));
    boolean erased = message.content().isEmpty();
    InboxStore.Content content =
        message.content().orElseGet(() -> new InboxStore.Content("", "", "", ""));
    return new IncomingDetail(
        entry(message, waitReasons()),
        content.from(),
        content.to(),
        content.content(),
        content.format(),
        erased);
  }

  @Override
  public String retry(long id) {
    Optional<Retried> retried = await(inbox.retry(id, clock.instant()));
    String before = changed(id, retried.map(Retried::before), "handled again");
    if (!retried.orElseThrow().waits()) {
      throw new AdministrationException(
          Reason.REFUSED,
          "The content of message %d was erased at the end of its time (messaging.retention.content),"
                  .formatted(id)
              + " so it cannot be handled again");
    }
    hooks.dispatch().lookAgain();
    return before;
  }

  @Override
  public String discard(long id, String reason) {
    String kept = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    String plugin = inbox.find(id).orElseThrow(() -> noMessage("incoming", id)).plugin();
    if (!hooks.dispatch().putAside(plugin, id)) {
      throw new AdministrationException(
          Reason.REFUSED,
          "Message %d is being handled right now; look what becomes of it, then try again"
              .formatted(id));
    }
    try {
      return changed(id, await(inbox.discard(id, kept, clock.instant())), "discarded");
    } finally {
      hooks.dispatch().letGo(plugin, id);
    }
  }

  private String changed(long id, Optional<MessageState> before, String what) {
    MessageState state = before.orElseThrow(() -> noMessage("incoming", id));
    if (state == MessageState.HANDLED) {
      throw new AdministrationException(
          Reason.REFUSED, "Message %d was handled, and cannot be %s".formatted(id, what));
    }
    return word(state);
  }

  @Override
  public List<OutgoingEntry> outgoing(OutgoingQuery query) {
    checkLimit(query.limit());
    Optional<OutgoingState> state = query.state().flatMap(OutgoingWords::state);
    Optional<Integer> status = query.state().flatMap(OutgoingWords::status);
    if (query.state().isPresent() && state.isEmpty() && status.isEmpty()) {
      throw new AdministrationException(
          Reason.INVALID,
          "There is no state '%s' of outgoing messages; there are %s"
              .formatted(query.state().get(), String.join(", ", OutgoingWords.all())));
    }
    // A status of its own is what has settled: those in flight or unknown carry one that is none.
    OutgoingFilter filter =
        new OutgoingFilter(
            query.plugin(),
            status.isPresent() ? Optional.of(OutgoingState.SETTLED) : state,
            status);
    return outbox.list(filter, query.before(), query.limit()).stream()
        .map(StoreAdministration::entry)
        .toList();
  }

  @Override
  public OutgoingEntry outgoing(int messagingId) {
    return outbox
        .find(messagingId)
        .map(StoreAdministration::entry)
        .orElseThrow(() -> noMessage("outgoing", messagingId));
  }

  @Override
  public List<ReceiptEntry> receipts(ReceiptQuery query) {
    checkLimit(query.limit());
    ReportFilter filter =
        new ReportFilter(query.plugin(), query.state().map(StoreAdministration::reportState));
    return outbox.reports(filter, query.before(), query.limit()).stream()
        .map(StoreAdministration::entry)
        .toList();
  }

  @Override
  public List<ReceiptCount> receiptCounts() {
    return outbox.reportCounts().entrySet().stream()
        .map(
            plugin ->
                new ReceiptCount(
                    plugin.getKey(), plugin.getValue().waiting(), plugin.getValue().orphaned()))
        .toList();
  }

  private WaitReasons waitReasons() {
    return new WaitReasons(new Obstacles(hooks.plugins().list()), inbox, clock.instant());
  }

  private static IncomingEntry entry(IncomingRecord message, WaitReasons reasons) {
    return new IncomingEntry(
        message.id(),
        message.plugin(),
        word(message.state()),
        message.sessionKey(),
        message.parentMessagingId().orElse(0),
        message.user(),
        message.receivedAt().toString(),
        message.due().map(Instant::toString).orElse(""),
        message.endedAt().map(Instant::toString).orElse(""),
        message.failures(),
        reasons.of(message));
  }

  private static OutgoingEntry entry(OutgoingRecord message) {
    return new OutgoingEntry(
        message.messagingId(),
        message.plugin(),
        OutgoingWords.of(message.state()),
        OutgoingWords.of(message.status()),
        message.description(),
        message.sessionKey(),
        message.externalIds(),
        message.parentMessagingId().orElse(0),
        message.user(),
        message.recordedAt().toString(),
        message.changedAt().toString(),
        message.attempts());
  }

  private static ReceiptEntry entry(ReportRecord kept) {
    DeliveryReport report = kept.report();
    ReportState state = kept.orphanedAt().isPresent() ? ReportState.ORPHANED : ReportState.WAITING;
    return new ReceiptEntry(
        kept.id(),
        report.plugin(),
        report.externalId(),
        word(state),
        OutgoingWords.of(report.status()),
        report.description(),
        report.user(),
        report.receivedAt().toString(),
        kept.orphanedAt().map(Instant::toString).orElse(""));
  }

  private static ReportState reportState(String word) {
    for (ReportState state : ReportState.values()) {
      if (word(state).equalsIgnoreCase(word)) {
        return state;
      }
    }
    throw new AdministrationException(
        Reason.INVALID,
        "There is no state '%s' of delivery reports; there are waiting, orphaned".formatted(word));
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static MessageState messageState(String word) {
    for (MessageState state : MessageState.values()) {
      if (word(state).equalsIgnoreCase(word)) {
        return state;
      }
    }
    throw new AdministrationException(
        Reason.INVALID,
        "There is no state '%s' of incoming messages; there are waiting, handled, dead, discarded"
            .formatted(word));
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new AdministrationException(
          Reason.INVALID, "The limit must be 1 to %d, was %d".formatted(LARGEST_PAGE, limit));
    }
  }

  private static void checkName(String name) {
    boolean usable =
        !name.isBlank()
            && name.equals(name.strip())
            && name.length() <= LONGEST_NAME
            && name.codePoints().noneMatch(Character::isISOControl);
    if (!usable) {
      throw new AdministrationException(
          Reason.INVALID,
          "A user name has 1 to %d characters, and no space at its ends".formatted(LONGEST_NAME));
    }
    if (name.startsWith(TICKET_PREFIX)) {
      throw new AdministrationException(
          Reason.INVALID,
          "A user name cannot begin with '%s': tickets do".formatted(TICKET_PREFIX));
    }
  }

  private static void checkPassword(String password) {
    if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
      throw new AdministrationException(
          Reason.INVALID,
          "A password has %d to %d characters".formatted(SHORTEST_PASSWORD, LONGEST_PASSWORD));
    }
  }

  private static AdministrationException noUser(String name) {
    return new AdministrationException(
        Reason.NOT_FOUND, "There is no user '%s'; names compare exactly".formatted(name));
  }

  private static AdministrationException noMessage(String direction, long id) {
    return new AdministrationException(
        Reason.NOT_FOUND, "There is no %s message %d".formatted(direction, id));
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String message =
          e.getCause() instanceof StoreBusyException
              ? "The store is busy; nothing was changed, try again in a moment"
              : "The store could not do it; the server's log says why";
      throw new AdministrationException(Reason.UNAVAILABLE, message, e.getCause());
    } catch (TimeoutException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE, "The store has not answered; look whether the change was made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdministrationException(Reason.UNAVAILABLE, "Interrupted", e);
    }
  }
}
