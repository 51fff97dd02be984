package org.messagingagent.server.admin;

import java.util.List;
import java.util.Optional;

/**
 * The work of an operator. Safe for use by many threads.
 *
 * <p>Every method throws {@link AdministrationException} where it cannot do what it says; its
 * message is a sentence for the operator. Lists are read in pages of 1 to {@value #LARGEST_PAGE}.
 */
public interface Administration {

  /** The most entries in one page. */
  int LARGEST_PAGE = 1_000;

  /** The fewest characters of a password. */
  int SHORTEST_PASSWORD = 8;

  /**
   * Users by name.
   *
   * @param after only names after this one; empty for the first page
   */
  List<UserEntry> users(Optional<String> after, int limit);

  /** Adds a user who may call the service; refused where there is one of this name. */
  default void addUser(String name, String password) {
    addUser(name, password, List.of("caller"));
  }

  /**
   * Adds a user; refused where there is one of this name.
   *
   * @param roles {@code caller} and {@code operator}; may be empty
   */
  void addUser(String name, String password, List<String> roles);

  /** Lets a user do more. */
  void grant(String name, List<String> roles);

  /** Lets a user do less; one that may not call any more is logged off within seconds. */
  void revoke(String name, List<String> roles);

  /** Removes a user, whose tickets end within seconds. */
  void removeUser(String name);

  /** Changes a password; tickets given for the old one end within seconds. */
  void changePassword(String name, String password);

  /** All plugins, also those that failed or are switched off. */
  List<PluginEntry> plugins();

  /** One plugin with all that is known of it. */
  PluginDetail plugin(String name);

  /** See {@link PluginControl#pause}. */
  void pausePlugin(String name);

  /** See {@link PluginControl#resume}. */
  void resumePlugin(String name);

  /**
   * See {@link PluginControl#restart}. May take minutes.
   *
   * @return what became of it, in a sentence
   */
  String restartPlugin(String name);

  /** How many messages there are, by direction, plugin and state. */
  List<MessageCount> counts();

  /** Incoming messages, newest first. */
  List<IncomingEntry> incoming(IncomingQuery query);

  /** One incoming message with its texts. */
  IncomingDetail incoming(long id);

  /**
   * Has a message handled again: a dead or discarded one from the start, a waiting one now. Refused
   * for one that was handled.
   *
   * @return the state it was in
   */
  String retry(long id);

  /**
   * Puts a waiting or dead message aside; its session goes on. Refused for one that was handled, is
   * being handled right now, or is another node's to handle, which may be doing so.
   *
   * @return the state it was in
   */
  String discard(long id, String reason);

  /**
   * Looks at the next incoming messages, the oldest first, for those that match. Goes through them
   * in steps that take at most a moment each.
   *
   * @param after 0 for the first step, then {@link Matched#next}
   */
  Matched matching(MatchQuery query, long after);

  /**
   * Has the next messages that match handled again, the oldest first, as {@link #retry(long)} does.
   * Without a state those that are dead. Refused where nothing is asked for, or handled messages.
   *
   * @param after 0 for the first step, then {@link Changed#next}
   * @param upTo no ids above this one, so that those that come meanwhile are left
   */
  Changed retry(MatchQuery query, long after, long upTo);

  /** Puts the next messages that match aside, in the same way. */
  Changed discard(MatchQuery query, long after, long upTo, String reason);

  /** Outgoing messages, newest first. They carry no texts: those are not kept. */
  List<OutgoingEntry> outgoing(OutgoingQuery query);

  /** One outgoing message. */
  OutgoingEntry outgoing(int messagingId);

  /** Delivery reports whose message is not known, newest first. */
  List<ReceiptEntry> receipts(ReceiptQuery query);

  /** How many delivery reports there are whose message is not known; plugins with any. */
  List<ReceiptCount> receiptCounts();

  /** What waits and is in work, by plugin: those with messages, and those that run. */
  List<QueueEntry> queues();

  /** What waits of one plugin, by partition; partitions with nothing are left out. */
  List<PartitionEntry> partitions(String plugin);

  /** The nodes that the store knows, by epoch. */
  List<NodeEntry> nodes();

  /** What operators did, newest first. */
  List<AuditEntry> audit(AuditQuery query);

  /**
   * A user.
   *
   * @param createdAt ISO 8601, UTC
   * @param roles {@code caller}, {@code operator}, both or none
   */
  record UserEntry(String name, String createdAt, List<String> roles) {}

  /**
   * A plugin.
   *
   * @param name empty where it failed before it told its name
   * @param builtFor the versions of the plugin interface that it runs with, such as {@code 1.0 to
   *     1.x}; empty where it does not say
   * @param state {@code running}, {@code paused}, {@code suspended} (too many of its calls failed),
   *     {@code stuck} (all its threads hang), {@code stopping}, {@code failed} or {@code off}
   * @param health {@code up}, {@code degraded} or {@code down}; empty where it does not run
   * @param formats empty: any
   * @param location where it was found
   * @param problem why it failed, or what its state or health is about; else empty
   */
  record PluginEntry(
      String name,
      String version,
      String builtFor,
      String state,
      String health,
      boolean receives,
      boolean sends,
      boolean takesConfig,
      boolean takesCallbacks,
      List<String> formats,
      String location,
      String problem) {}

  /**
   * All that is known of a plugin.
   *
   * @param description what it does, in the vendor's words; may be empty
   * @param maxContentLength the longest content that it takes, in characters; 0 for no limit
   * @param callbackAddress where its gateway calls; empty where it takes no calls, or the server
   *     does not know under which address it is reached
   * @param settings those that it declares; empty where it does not run
   * @param limits what it may take of the server; empty where it does not run
   * @param metrics what it has done since it was started
   */
  record PluginDetail(
      PluginEntry plugin,
      String description,
      int maxContentLength,
      String callbackAddress,
      List<PluginSettingEntry> settings,
      List<PluginSettingEntry> limits,
      List<PluginMetricEntry> metrics) {}

  /**
   * A setting of a plugin. A secret's value and default are {@code (hidden)} where there is one.
   *
   * @param key as an operator writes it, {@code messaging.plugin.<name>.…}; ends with {@code *}
   *     where it stands for many
   * @param expected what it may be, in words
   * @param otherwise what holds where it is not set; empty for none
   * @param value what holds now: set, or else the default; empty where there is none
   * @param isSet whether the operator set it; of a limit, whether it is other than the default
   */
  record PluginSettingEntry(
      String key,
      String expected,
      String otherwise,
      String value,
      boolean isSet,
      boolean required,
      String description) {}

  /**
   * A figure of a plugin.
   *
   * @param value a decimal number; empty where it is not known
   */
  record PluginMetricEntry(String name, String value, String description) {}

  /**
   * A number of messages.
   *
   * @param direction {@code incoming} or {@code outgoing}
   */
  record MessageCount(String direction, String plugin, String state, long count) {}

  /**
   * Which incoming messages; empty means any.
   *
   * @param state {@code waiting}, {@code handled}, {@code dead} or {@code discarded}
   * @param reason a part of the reason, in any letter case
   * @param receivedAfter received at this time or later; ISO 8601
   * @param receivedBefore received before this time; ISO 8601
   */
  record MatchQuery(
      Optional<String> plugin,
      Optional<String> state,
      Optional<String> session,
      Optional<String> reason,
      Optional<String> receivedAfter,
      Optional<String> receivedBefore) {}

  /**
   * A page of incoming messages.
   *
   * @param before only ids below this one; {@link Long#MAX_VALUE} for the first page
   */
  record IncomingQuery(MatchQuery match, long before, int limit) {

    /** Whatever their reason and age. */
    public IncomingQuery(
        Optional<String> plugin,
        Optional<String> state,
        Optional<String> session,
        long before,
        int limit) {
      this(
          new MatchQuery(
              plugin, state, session, Optional.empty(), Optional.empty(), Optional.empty()),
          before,
          limit);
    }
  }

  /**
   * What a step found.
   *
   * @param count how many messages match
   * @param first the lowest ids of them, a few
   * @param last the highest id of them; 0 where there is none
   * @param next from where to go on; 0 where there are no more messages
   */
  record Matched(long count, List<Long> first, long last, long next) {}

  /**
   * What a step changed.
   *
   * @param changed how many messages
   * @param refused how many could not be changed
   * @param problems what was said of these, the first few
   * @param next from where to go on; 0 where there are no more messages
   */
  record Changed(long changed, long refused, List<String> problems, long next) {}

  /**
   * An incoming message. Times are ISO 8601, UTC; empty where there is none.
   *
   * @param answers the messaging id of the outgoing message that it answers; 0 where there is none
   * @param due when it is handled next; empty also where it waits for another of its session
   * @param reason why it waits where it is not simply due: it has no plugin to go to, comes after
   *     another of its session, or has its next attempt ahead; why the last attempt failed, or why
   *     it ended so
   */
  record IncomingEntry(
      long id,
      String plugin,
      String state,
      String session,
      int answers,
      String user,
      String receivedAt,
      String due,
      String endedAt,
      int failures,
      String reason) {}

  /**
   * An incoming message with its texts.
   *
   * @param contentErased whether they were erased at the end of their time; they are empty then
   */
  record IncomingDetail(
      IncomingEntry message,
      String from,
      String to,
      String content,
      String format,
      boolean contentErased) {}

  /**
   * Which outgoing messages; empty means any.
   *
   * @param state {@code in flight}, {@code settled}, {@code unknown}, or one of the statuses:
   *     {@code error}, {@code sent}, {@code delivery error}, {@code received}, {@code replied}
   * @param before only ids below this one; {@link Integer#MAX_VALUE} for the first page
   */
  record OutgoingQuery(Optional<String> plugin, Optional<String> state, int before, int limit) {}

  /**
   * An outgoing message.
   *
   * @param state {@code in flight}, {@code settled} or {@code unknown}
   * @param status what callers see, in words
   * @param answers the messaging id of the message that it follows; 0 where there is none
   */
  record OutgoingEntry(
      int messagingId,
      String plugin,
      String state,
      String status,
      String description,
      String session,
      List<String> externalIds,
      int answers,
      String user,
      String recordedAt,
      String changedAt,
      int attempts) {}

  /**
   * Which delivery reports; empty means any.
   *
   * @param state {@code waiting} or {@code orphaned}
   * @param before only ids below this one; {@link Long#MAX_VALUE} for the first page
   */
  record ReceiptQuery(Optional<String> plugin, Optional<String> state, long before, int limit) {}

  /**
   * A delivery report whose message is not known. Times are ISO 8601, UTC; empty where there is
   * none.
   *
   * @param state {@code waiting}: it is applied when its message appears; {@code orphaned}: its
   *     message did not appear in time
   * @param status what it says of its message, in words
   * @param user who brought it
   */
  record ReceiptEntry(
      long id,
      String plugin,
      String externalId,
      String state,
      String status,
      String description,
      String user,
      String receivedAt,
      String orphanedAt) {}

  /** The delivery reports of a plugin whose message is not known. */
  record ReceiptCount(String plugin, long waiting, long orphaned) {}

  /**
   * What a plugin's incoming messages are at.
   *
   * @param waiting how many are to be handled, those in work among them
   * @param oldestDue when the one that has been due for the longest became due; empty where none is
   *     due
   * @param oldestAgeSeconds how long ago that is; 0 where none is due
   * @param held how many this node has in memory
   * @param running how many of these its handler works on
   * @param handledPerSecond on this node, over the last minute
   */
  record QueueEntry(
      String plugin,
      long waiting,
      String oldestDue,
      long oldestAgeSeconds,
      int held,
      int running,
      double handledPerSecond,
      long dead) {}

  /**
   * What waits in a partition.
   *
   * @param owner the name of the node that handles it; empty where none does
   */
  record PartitionEntry(
      String plugin,
      int partition,
      long waiting,
      String oldestDue,
      long oldestAgeSeconds,
      String owner) {}

  /**
   * A node.
   *
   * @param address where callers reach it; may be empty
   * @param plugins those that take incoming messages there
   * @param partitions how many it owns, of all plugins together
   * @param leaseLeftMillis negative where it has run out
   */
  record NodeEntry(
      long epoch,
      String name,
      String version,
      String address,
      List<String> plugins,
      int partitions,
      long leaseLeftMillis,
      String startedAt) {}

  /**
   * Which records; empty means any.
   *
   * @param since made at this time or later; ISO 8601
   * @param before only ids below this one; {@link Long#MAX_VALUE} for the first page
   */
  record AuditQuery(Optional<String> actor, Optional<String> since, long before, int limit) {}

  /** What an operator did. The time is ISO 8601, UTC. */
  record AuditEntry(
      long id,
      String at,
      String actor,
      String origin,
      String action,
      String target,
      String outcome) {}
}
