package org.messagingagent.server.plugin;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.messagingagent.server.plugin.CallFigures.Work;
import org.messagingagent.server.plugin.InstalledPlugin.CallbackFailedException;
import org.messagingagent.server.plugin.InstalledPlugin.Handled;
import org.messagingagent.spi.BatchSender;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.TransactionalHandler;
import org.messagingagent.spi.UnsettledMessage;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door through which a plugin's channel is called: with its class loader as the thread's,
 * its answers bounded, what it throws turned into an outcome and one line in the log, and all of it
 * counted. Safe for use by many threads.
 */
final class VendorCalls {

  private static final Logger log = LoggerFactory.getLogger(InstalledPlugin.class);

  private static final String FAILED = "The plugin failed";

  private final String name;
  private final ClassLoader loader;
  private final Channel channel;
  private final Optional<IncomingHandler> handler;
  private final Optional<TransactionalHandler> transactional;
  private final Optional<OutgoingSender> sender;
  private final Optional<ConfigurableSender> configurable;
  private final Optional<BatchSender> batches;
  private final Optional<ReconcilingSender> reconciling;
  private final Optional<CallbackHandler> callbacks;
  private final FailureLog failures;
  private final AnswerChecks answers;
  private final CallFigures figures;
  private final CallObserver observer;

  VendorCalls(
      Candidate plugin,
      Channel channel,
      FailureLog failures,
      CallFigures figures,
      CallObserver observer) {
    this.name = plugin.name();
    this.loader = plugin.loader();
    this.channel = channel;
    this.handler = as(IncomingHandler.class, channel);
    this.transactional = as(TransactionalHandler.class, channel);
    this.sender = as(OutgoingSender.class, channel);
    this.configurable = as(ConfigurableSender.class, channel);
    this.batches = as(BatchSender.class, channel);
    this.reconciling = as(ReconcilingSender.class, channel);
    this.callbacks = as(CallbackHandler.class, channel);
    this.failures = failures;
    this.answers = new AnswerChecks(failures);
    this.figures = figures;
    this.observer = observer;
  }

  private static <T> Optional<T> as(Class<T> type, Channel channel) {
    return type.isInstance(channel) ? Optional.of(type.cast(channel)) : Optional.empty();
  }

  /** Whether several messages go to the plugin in one call. */
  boolean isBatchSender() {
    return batches.isPresent();
  }

  /** See {@link InstalledPlugin#handle}. */
  Handled handle(IncomingMessage message) {
    return handle(message, () -> handler.orElseThrow().handle(message), UnaryOperator.identity());
  }

  /** See {@link InstalledPlugin#handle(IncomingMessage, Connection, UnaryOperator)}. */
  Handled handle(IncomingMessage message, Connection connection, UnaryOperator<Handled> settle) {
    return handle(message, () -> transactional.orElseThrow().handle(message, connection), settle);
  }

  private Handled handle(
      IncomingMessage message, VendorCode<HandleOutcome> code, UnaryOperator<Handled> settle) {
    Consumer<Handled> ended = observer.handling(message);
    Handled handled = new Handled(HandleOutcome.retry(FAILED), true);
    try {
      handled = settle.apply(askHandler(message, code));
      figures.handled(handled.outcome().kind());
      return handled;
    } finally {
      ended.accept(handled);
    }
  }

  private Handled askHandler(IncomingMessage message, VendorCode<HandleOutcome> code) {
    try {
      HandleOutcome outcome = inside(Work.HANDLE, code);
      return outcome != null
          ? new Handled(AnswerChecks.checked(outcome), false)
          : new Handled(unanswered(message), true);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return new Handled(failed(message, e), true);
    }
  }

  /** See {@link InstalledPlugin#send}. */
  SendOutcome send(OutgoingMessage message, Optional<Map<String, String>> config) {
    Consumer<List<SendOutcome>> ended = observer.sending(name, List.of(message));
    SendOutcome outcome = SendOutcome.unknown(FAILED);
    try {
      outcome = counted(askSender(message, config));
      return outcome;
    } finally {
      ended.accept(List.of(outcome));
    }
  }

  private SendOutcome askSender(OutgoingMessage message, Optional<Map<String, String>> config) {
    try {
      SendOutcome outcome =
          inside(
              Work.SEND,
              () ->
                  config.isPresent()
                      ? configurable.orElseThrow().send(message, config.get())
                      : sender.orElseThrow().send(message));
      return outcome != null
          ? answers.checked(message.messagingId(), outcome)
          : unanswered(message);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return failed(message, e);
    }
  }

  /** See {@link InstalledPlugin#sendAll}; for a batch sender. */
  List<SendOutcome> sendAll(List<OutgoingMessage> messages) {
    Consumer<List<SendOutcome>> ended = observer.sending(name, messages);
    List<SendOutcome> outcomes = List.of();
    try {
      outcomes = askBatchSender(messages);
      outcomes.forEach(this::counted);
      return outcomes;
    } finally {
      ended.accept(outcomes);
    }
  }

  private List<SendOutcome> askBatchSender(List<OutgoingMessage> messages) {
    try {
      List<SendOutcome> outcomes =
          inside(Work.SEND, () -> batches.orElseThrow().sendAll(List.copyOf(messages)));
      if (outcomes == null || outcomes.size() != messages.size()) {
        return messages.stream().map(this::unanswered).toList();
      }
      List<SendOutcome> checked = new ArrayList<>(outcomes.size());
      for (int i = 0; i < messages.size(); i++) {
        SendOutcome outcome = outcomes.get(i);
        OutgoingMessage message = messages.get(i);
        checked.add(
            outcome != null
                ? answers.checked(message.messagingId(), outcome)
                : unanswered(message));
      }
      return checked;
    } catch (Throwable e) { // vendor code, which answers with a list of its own, too
      return messages.stream().map(message -> failed(message, e)).toList();
    }
  }

  /** See {@link InstalledPlugin#reconcile}. */
  SendOutcome reconcile(UnsettledMessage message) {
    try {
      SendOutcome outcome = inside(Work.SEND, () -> reconciling.orElseThrow().reconcile(message));
      return outcome != null
          ? answers.checked(message.messagingId(), outcome)
          : SendOutcome.unknown("The plugin gave no answer.");
    } catch (Throwable e) { // vendor code
      report("outgoing", message.messagingId(), "its outcome stays unknown", e);
      return SendOutcome.unknown("The plugin failed to find it out.");
    }
  }

  /**
   * Has the plugin answer a request of its gateway, in the calling thread.
   *
   * @throws SubmissionException where what came was not taken; fit for the gateway's log
   * @throws CallbackFailedException where the plugin threw, or answered nothing; it has been logged
   */
  CallbackResponse answer(CallbackRequest request) {
    try {
      CallbackResponse response =
          inside(Work.CALLBACK, () -> callbacks.orElseThrow().answer(request));
      if (response == null) {
        throw new IllegalStateException("no answer (null)");
      }
      figures.answered(response.status());
      return response;
    } catch (SubmissionException e) {
      throw e;
    } catch (Throwable e) { // vendor code
      figures.failed(Work.CALLBACK);
      if (failures.failed("request of the gateway: " + Problems.brief(e))) {
        Problems.trace(log, name, e);
      }
      throw new CallbackFailedException();
    }
  }

  /** Asks the plugin how it is doing, in the calling thread; down where it throws. */
  Health health() {
    try {
      Health answer = inside(channel::health);
      return answer == null
          ? Health.down("it gave no answer (null)")
          : new Health(
              answer.status(), Texts.line(answer.detail(), InstalledPlugin.MAX_DESCRIPTION));
    } catch (Throwable e) { // vendor code
      return Health.down("it threw " + Problems.brief(e));
    }
  }

  private interface VendorCode<T> {
    T call() throws Exception;
  }

  /** Calls vendor code, and counts how long that takes. */
  private <T> T inside(Work work, VendorCode<T> code) throws Exception {
    long start = System.nanoTime();
    try {
      return inside(code);
    } finally {
      figures.ended(work, System.nanoTime() - start);
    }
  }

  /** Calls vendor code with the plugin's class loader as the thread's. */
  private <T> T inside(VendorCode<T> code) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return code.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private SendOutcome counted(SendOutcome outcome) {
    figures.sent(outcome.kind());
    return outcome;
  }

  private HandleOutcome unanswered(IncomingMessage message) {
    figures.failed(Work.HANDLE);
    failures.failed("incoming", message.messageId(), "no answer (null); will be tried again");
    return HandleOutcome.retry("The plugin gave no answer (null)");
  }

  private HandleOutcome failed(IncomingMessage message, Throwable e) {
    figures.failed(Work.HANDLE);
    return HandleOutcome.retry(report("incoming", message.messageId(), "will be tried again", e));
  }

  private SendOutcome unanswered(OutgoingMessage message) {
    figures.failed(Work.SEND);
    failures.failed("outgoing", message.messagingId(), "no answer (null); outcome unknown");
    return SendOutcome.unknown(
        "The plugin gave no answer; it is not known whether the message was sent.");
  }

  private SendOutcome failed(OutgoingMessage message, Throwable e) {
    figures.failed(Work.SEND);
    report("outgoing", message.messagingId(), "outcome unknown", e);
    return SendOutcome.unknown(
        "The plugin failed while sending; it is not known whether the message was sent.");
  }

  /** Logs what was thrown; answers it in one line, for the operator. */
  private String report(String direction, long id, String consequence, Throwable e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    try {
      String reason = Problems.brief(e);
      if (failures.failed(direction, id, reason + "; " + consequence)) {
        Problems.trace(log, name, e);
      }
      return reason;
    } catch (Throwable again) { // as where memory is short: the outcome is due all the same
      return FAILED;
    }
  }
}
