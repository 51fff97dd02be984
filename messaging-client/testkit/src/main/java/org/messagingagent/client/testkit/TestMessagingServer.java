package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.spi.SendOutcome;

/**
 * A real messaging agent of the test's own, and all that a test does with it: it is called over
 * HTTP like any other, keeps its messages in a database that is deleted in the end, and its plugins
 * record what they are given. Safe for use by many threads, but for starting and stopping.
 *
 * <p>The methods that wait do so for the builder's {@code patience}, 10 s unless set, and then
 * throw an {@link AssertionError} that shows all that was recorded. Of messages the newest 10,000
 * are kept in each direction, of calls the newest 1,000.
 */
public abstract sealed class TestMessagingServer
    permits LocalMessagingServer, MessagingServerExtension {

  /** Longer than any ticket lives by default. */
  private static final Duration PAST_TICKETS = Duration.ofHours(7);

  TestMessagingServer() {}

  /** The server that this is about. */
  abstract LocalMessagingServer running();

  // Where it is

  /**
   * Where the server is, such as {@code http://127.0.0.1:34567}: what a {@link MessagingClient} is
   * given. The services are at {@code /Remote/ServicesNN/Messaging.svc} and {@code SoPrincipal.svc}
   * behind it, for every number of the contract. The same after a restart.
   */
  public String url() {
    return "http://%s:%d".formatted(Front.HOST, running().front().port());
  }

  /** The user that may call. */
  public String user() {
    return running().setup().user();
  }

  /** The user's password. */
  public String password() {
    return running().setup().password();
  }

  /** A client of this server, ready to use; it is closed with the server. */
  public MessagingClient client() {
    return running().sharedClient();
  }

  /** For a client of one's own, with the address and the user set; to be closed by the test. */
  public MessagingClient.Builder newClient() {
    return MessagingClient.builder(url()).user(user(), password());
  }

  // What happened

  /**
   * What callers handed in with CreateMessage since the last reset, oldest first. Everything that a
   * caller has an answer for is in it: what is with no plugin yet is waited for.
   *
   * @throws AssertionError where the server does not hand it to its plugins in time
   */
  public List<ReceivedMessage> received() {
    running().settle();
    return running().recorder().received().entries();
  }

  /**
   * Waits until so many messages have been handed in.
   *
   * @return all, oldest first; there may be more
   * @throws AssertionError where there are fewer after the time
   */
  public List<ReceivedMessage> awaitReceived(int count) {
    Journal<ReceivedMessage> received = running().recorder().received();
    return received.await(
        count,
        running().setup().patience(),
        () -> missing("%d of %d messages were received".formatted(received.total(), count)));
  }

  /**
   * Waits until a message like this has been handed in.
   *
   * @return the oldest of them
   * @throws AssertionError where there is none after the time
   */
  public ReceivedMessage awaitReceived(Predicate<? super ReceivedMessage> like) {
    return running()
        .recorder()
        .received()
        .await(
            like,
            running().setup().patience(),
            () -> missing("No message was received that matches"));
  }

  /**
   * What callers had sent since the last reset, oldest first, whatever became of it. A call of
   * SendMessages that has its answer is in it with all its messages.
   */
  public List<SentMessage> sent() {
    return running().recorder().sent().entries();
  }

  /**
   * Waits until so many messages have been sent.
   *
   * @return all, oldest first; there may be more
   * @throws AssertionError where there are fewer after the time
   */
  public List<SentMessage> awaitSent(int count) {
    Journal<SentMessage> sent = running().recorder().sent();
    return sent.await(
        count,
        running().setup().patience(),
        () -> missing("%d of %d messages were sent".formatted(sent.total(), count)));
  }

  /**
   * Waits until a message like this has been sent.
   *
   * @return the oldest of them
   * @throws AssertionError where there is none after the time
   */
  public SentMessage awaitSent(Predicate<? super SentMessage> like) {
    return running()
        .recorder()
        .sent()
        .await(
            like, running().setup().patience(), () -> missing("No message was sent that matches"));
  }

  /**
   * All requests since the last reset, oldest first, log-ons among them. A caller that has an
   * answer finds its call here.
   */
  public List<Call> calls() {
    return running().front().calls().entries();
  }

  /** The requests since the last reset that asked for this, oldest first. */
  public List<Call> calls(Operation operation) {
    return calls().stream().filter(call -> call.operation() == operation).toList();
  }

  /**
   * Waits until a request like this has come.
   *
   * @return the oldest of them
   * @throws AssertionError where there is none after the time
   */
  public Call awaitCall(Predicate<? super Call> like) {
    return running()
        .front()
        .calls()
        .await(like, running().setup().patience(), () -> missing("No call was made that matches"));
  }

  /** What was recorded, in lines for a person to read; failing tests show it by themselves. */
  public String describe() {
    return RecordText.of(running());
  }

  // Receipts

  /**
   * Reports what became of a message that was sent, as a gateway does. Callers who ask have it when
   * this returns. A message that its plugin still sends may be reported as well.
   *
   * @throws IllegalStateException where the plugin gave it no external id
   */
  public void report(SentMessage message, DeliveryStatus.Status status) {
    requireNonNull(message, "message is null");
    Recorder recorder = running().recorder();
    recorder.report(message.plugin(), recorder.externalId(message), status, "");
  }

  /**
   * As {@link #report(SentMessage, DeliveryStatus.Status)}, of the message with this id.
   *
   * @throws IllegalArgumentException where there is none
   */
  public void report(int messagingId, DeliveryStatus.Status status) {
    report(running().recorder().message(messagingId), status);
  }

  /**
   * As {@link #report(SentMessage, DeliveryStatus.Status)}, of the message that its gateway knows
   * by this id.
   *
   * @throws IllegalArgumentException where there is none, or in several plugins
   */
  public void report(String externalId, DeliveryStatus.Status status) {
    report(running().recorder().pluginOf(externalId), externalId, status, "");
  }

  /**
   * Reports what became of a message, with words; also of one that is sent later: the report is
   * kept until then.
   */
  public void report(
      String plugin, String externalId, DeliveryStatus.Status status, String description) {
    running().recorder().report(plugin, externalId, status, description);
  }

  // What becomes of messages that are sent

  /**
   * Has the next message that is sent end so, by whatever plugin; several follow one another.
   * {@link SendOutcome#retry} is asked again, three times in all, before the caller learns {@code
   * NOT_SENT}. Messages are taken otherwise.
   */
  public void nextSend(SendOutcome outcome) {
    running().recorder().next(Optional.empty(), outcome);
  }

  /** As {@link #nextSend(SendOutcome)}, by this plugin. */
  public void nextSend(String plugin, SendOutcome outcome) {
    running().recorder().next(Optional.of(plugin), outcome);
  }

  /**
   * Decides what becomes of messages until the next reset. It is called in the plugin's threads, by
   * several at a time, and may take its time: the caller waits. What it throws leaves the outcome
   * unknown.
   */
  public void sendLike(Function<SentMessage, SendOutcome> how) {
    running().recorder().sendLike(how);
  }

  // What goes wrong with calls

  /**
   * Has this go wrong with the next call of the service Messaging; log-ons are not counted. What
   * was asked for earlier comes first.
   */
  public void nextCall(Fault fault) {
    nextCalls(1, fault);
  }

  /** As {@link #nextCall(Fault)}, with so many calls. */
  public void nextCalls(int count, Fault fault) {
    running().front().faults().next(count, Optional.empty(), fault);
  }

  /** Has this go wrong with the next call that asks for this. */
  public void nextCall(Operation operation, Fault fault) {
    nextCalls(1, operation, fault);
  }

  /** As {@link #nextCall(Operation, Fault)}, with so many calls. */
  public void nextCalls(int count, Operation operation, Fault fault) {
    running().front().faults().next(count, Optional.of(operation), fault);
  }

  /**
   * Has this go wrong with every call of the service Messaging until {@link #clearFaults} or the
   * next reset.
   */
  public void everyCall(Fault fault) {
    running().front().faults().every(Optional.empty(), fault);
  }

  /** As {@link #everyCall(Fault)}, with those that ask for this. */
  public void everyCall(Operation operation, Fault fault) {
    running().front().faults().every(Optional.of(operation), fault);
  }

  /** Nothing goes wrong any more; answers that are withheld never come. */
  public void clearFaults() {
    running().front().faults().clear();
    running().front().letGo();
  }

  /** Faults and outcomes that were asked for and that nothing has met yet, in words. */
  public List<String> unusedFaults() {
    return running().unused();
  }

  /**
   * Lets time pass in the server at once: tickets grow old by it. What the server deletes for its
   * age stays, for a server does not trust a clock that leaps. Time does not go back, not even at a
   * reset.
   *
   * @param time not negative, at most ten years
   */
  public void advanceClock(Duration time) {
    running().clock().advance(time);
  }

  /** Lets all tickets expire that were given so far, by {@link #advanceClock}: 7 hours. */
  public void expireTickets() {
    advanceClock(PAST_TICKETS);
  }

  // Its life

  /**
   * Stops the server: calls under way are answered, within 2 s, and then there is nothing at its
   * address, where connections are refused. Its data is kept. Does nothing where it is stopped.
   */
  public void stop() {
    running().stopServer();
  }

  /** Starts the server again, at the same address and with its data. */
  public void start() {
    running().startServer();
  }

  /** Stops the server and starts it again. */
  public void restart() {
    stop();
    start();
  }

  /** Whether it takes calls. */
  public boolean isRunning() {
    return running().hasServer();
  }

  /**
   * Makes it as new for the next test, all but its time and the ids of messages: starts it where it
   * was stopped, waits for messages that are on their way to a plugin, forgets what it recorded and
   * what was asked for. Answers that are withheld never come.
   */
  public void reset() {
    running().resetAll();
  }

  /** Where the server is. */
  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), url());
  }

  private String missing(String what) {
    return "%s within %d ms\n%s"
        .formatted(what, running().setup().patience().toMillis(), describe());
  }
}
