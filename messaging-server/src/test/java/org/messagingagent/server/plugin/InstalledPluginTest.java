package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

class InstalledPluginTest {

  private static final String SECRET = "the content";

  @TempDir Path data;

  private final PluginLog log = new PluginLog();
  private final HandClock clock = new HandClock();

  @AfterEach
  void detachLog() {
    log.close();
  }

  @Test
  void whatTheHandlerThrowsIsARetryWithAReasonOfOneLine() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("down\nfor\tnow"),
            new NoClassDefFoundError("acme/Missing"),
            new AbstractMethodError("handle"),
            new StackOverflowError(),
            new OutOfMemoryError("Java heap space"),
            new AssertionError("no"),
            new Exception());
    for (Throwable each : thrown) {
      HandleOutcome outcome = handler(message -> sneak(each)).handle(incoming()).outcome();
      assertThat(outcome.kind()).isEqualTo(HandleOutcome.Kind.RETRY);
      assertThat(outcome.reason())
          .startsWith(each.getClass().getSimpleName())
          .doesNotContain("\n", "\t");
    }
    assertThat(log.problems())
        .hasSize(thrown.size())
        .allMatch(line -> line.startsWith("Plugin p, incoming message 42: "))
        .noneMatch(line -> line.contains(SECRET));
    assertThat(log.hasStackTrace()).isFalse();
  }

  @Test
  void exceptionThatCannotTellItsMessageIsARetryToo() {
    HandleOutcome outcome =
        handler(message -> sneak(new MuteException())).handle(incoming()).outcome();
    assertThat(outcome).isEqualTo(HandleOutcome.retry("MuteException"));
  }

  @Test
  void longMessageOfAnExceptionIsCut() {
    HandleOutcome outcome =
        handler(message -> sneak(new IllegalStateException("x".repeat(10_000))))
            .handle(incoming())
            .outcome();
    assertThat(outcome.reason()).hasSize(500).endsWith("…");
  }

  @Test
  void noAnswerIsARetry() {
    assertThat(handler(message -> null).handle(incoming()).outcome().kind())
        .isEqualTo(HandleOutcome.Kind.RETRY);
    assertThat(log.problems()).hasSize(1);
  }

  @Test
  void whatTheSenderThrowsIsUnknownInNeutralWords() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("acme.Gateway at /opt/acme is down"),
            new NoClassDefFoundError("acme/Missing"),
            new StackOverflowError());
    for (Throwable each : thrown) {
      assertThat(sender(message -> sneak(each)).send(outgoing(), Optional.empty()))
          .isEqualTo(
              SendOutcome.unknown(
                  "The plugin failed while sending; it is not known whether the message was sent."));
    }
    assertThat(log.problems())
        .hasSize(thrown.size())
        .allMatch(line -> line.startsWith("Plugin p, outgoing message 7: "));
  }

  @Test
  void noAnswerOfTheSenderIsUnknown() {
    assertThat(sender(message -> null).send(outgoing(), Optional.empty()).kind())
        .isEqualTo(SendOutcome.Kind.UNKNOWN);
  }

  @Test
  void interruptOfACallStaysWithItsThread() {
    HandleOutcome outcome =
        handler(message -> sneak(new InterruptedException())).handle(incoming()).outcome();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.kind()).isEqualTo(HandleOutcome.Kind.RETRY);
  }

  @Test
  void outcomeOfThePluginIsPassedOn() {
    HandleOutcome retry = HandleOutcome.retry("busy", Duration.ofMinutes(3));
    assertThat(handler(message -> retry).handle(incoming()).outcome()).isEqualTo(retry);
    SendOutcome sent = SendOutcome.sent("e-1").withSessionKey("s-1").withDescription("2 parts");
    assertThat(sender(message -> sent).send(outgoing(), Optional.empty())).isEqualTo(sent);
    assertThat(log.problems()).isEmpty();
  }

  @Test
  void textsOfThePluginAreBoundedAndFitForXml() {
    String text = "a\u0000b\u001Bc\uFFFE\uD800d\uD83D\uDE00\n";
    assertThat(handler(message -> HandleOutcome.rejected(text)).handle(incoming()).outcome())
        .isEqualTo(HandleOutcome.rejected("abcd\uD83D\uDE00\n"));
    assertThat(
            sender(message -> SendOutcome.rejected(text))
                .send(outgoing(), Optional.empty())
                .description())
        .isEqualTo("abcd\uD83D\uDE00\n");
    // Cut between the two halves of a character, it would be no XML any more.
    String astral = "\uD83D\uDE00".repeat(5_000);
    assertThat(
            sender(message -> SendOutcome.rejected(astral))
                .send(outgoing(), Optional.empty())
                .description())
        .hasSizeLessThanOrEqualTo(2_000)
        .matches(Texts::isXml);
  }

  @Test
  void externalIdThatNoReportCouldNameIsLeftOut() {
    for (String id : List.of("x".repeat(256), "a\u0000b", "")) {
      SendOutcome outcome =
          sender(message -> SendOutcome.sent(id).withSessionKey(id))
              .send(outgoing(), Optional.empty());
      assertThat(outcome).isEqualTo(SendOutcome.sent());
    }
    assertThat(log.problems()).hasSize(4).noneMatch(line -> line.contains("xxx"));
    String longest = "x".repeat(255);
    assertThat(sender(message -> SendOutcome.sent(longest)).send(outgoing(), Optional.empty()))
        .isEqualTo(SendOutcome.sent(longest));
  }

  @Test
  void timeUntilTheNextAttemptIsBounded() {
    assertThat(retryAfter(Duration.ofSeconds(Long.MAX_VALUE))).hasValue(Duration.ofDays(7));
    assertThat(retryAfter(Duration.ofSeconds(-1))).hasValue(Duration.ZERO);
  }

  private Optional<Duration> retryAfter(Duration asked) {
    return handler(message -> HandleOutcome.retry("", asked))
        .handle(incoming())
        .outcome()
        .retryAfter();
  }

  @Test
  void contextClassLoaderIsThePluginsDuringTheCallAndTheCallersAfterIt() {
    ClassLoader callers = new ClassLoader(null) {};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    List<ClassLoader> seen = new ArrayList<>();
    thread.setContextClassLoader(callers);
    try {
      handler(
              message -> {
                seen.add(Thread.currentThread().getContextClassLoader());
                throw new IllegalStateException();
              })
          .handle(incoming())
          .outcome();
      assertThat(seen).containsExactly(GivenPlugin.class.getClassLoader());
      assertThat(thread.getContextClassLoader()).isSameAs(callers);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void pluginThatFailsAllTheTimeDoesNotFloodTheLog() {
    InstalledPlugin plugin = handler(message -> sneak(new IllegalStateException("down")));
    for (int i = 0; i < 1_000; i++) {
      plugin.handle(incoming()).outcome();
    }
    assertThat(log.problems()).hasSize(FailureLog.LINES);
    clock.advance(FailureLog.WINDOW);
    plugin.handle(incoming()).outcome();
    assertThat(log.problems())
        .hasSize(FailureLog.LINES + 1)
        .last()
        .asString()
        .endsWith("(990 more failures were not logged)");
  }

  @Test
  void closeTellsOfTheFailuresThatWereNotLogged() {
    try (PluginRegistry registry =
        registry(GivenPlugin.handling("p", message -> sneak(new IllegalStateException("down"))))) {
      for (int i = 0; i < 15; i++) {
        registry.find("p").orElseThrow().handle(incoming()).outcome();
      }
    }
    assertThat(log.problems()).last().isEqualTo("Plugin p: 5 more failures were not logged");
  }

  @Test
  void channelsTypeSaysWhatThePluginDoes() {
    InstalledPlugin handles = handler(message -> HandleOutcome.handled());
    assertThat(List.of(handles.takesIncoming(), handles.sends(), handles.supportsConfig()))
        .containsExactly(true, false, false);
    InstalledPlugin sends = sender(message -> SendOutcome.sent());
    assertThat(List.of(sends.takesIncoming(), sends.sends(), sends.supportsConfig()))
        .containsExactly(false, true, false);
    InstalledPlugin configurable = installed(new GivenPlugin("p", context -> new Configurable()));
    assertThat(
            List.of(
                configurable.takesIncoming(), configurable.sends(), configurable.supportsConfig()))
        .containsExactly(false, true, true);
  }

  @Test
  void directionThatThePluginDoesNotHaveIsRejected() {
    assertThat(sender(message -> SendOutcome.sent()).handle(incoming()).outcome().kind())
        .isEqualTo(HandleOutcome.Kind.REJECTED);
    assertThat(
            handler(message -> HandleOutcome.handled()).send(outgoing(), Optional.empty()).kind())
        .isEqualTo(SendOutcome.Kind.REJECTED);
    assertThat(sender(message -> SendOutcome.sent()).send(outgoing(), Optional.of(Map.of())).kind())
        .isEqualTo(SendOutcome.Kind.REJECTED);
  }

  @Test
  void configurationGoesToASenderThatTakesOne() {
    InstalledPlugin plugin = installed(new GivenPlugin("p", context -> new Configurable()));
    assertThat(plugin.send(outgoing(), Optional.of(Map.of("account", "a-1"))))
        .isEqualTo(SendOutcome.sent("{account=a-1}"));
    assertThat(plugin.send(outgoing(), Optional.of(Map.of()))).isEqualTo(SendOutcome.sent("{}"));
    assertThat(plugin.send(outgoing(), Optional.empty())).isEqualTo(SendOutcome.sent("none"));
  }

  @Test
  void formatsCompareExactlyAndNoneMeansAny() {
    InstalledPlugin sms =
        installed(
            new GivenPlugin(
                "p", List.of("sms/160", "sms/mms", "sms/160"), context -> new Configurable()));
    assertThat(sms.info().formats()).containsExactly("sms/160", "sms/mms");
    assertThat(sms.takesFormat("sms/160")).isTrue();
    assertThat(sms.takesFormat("SMS/160")).isFalse();
    assertThat(sms.takesFormat("")).isTrue();
    InstalledPlugin any = handler(message -> HandleOutcome.handled());
    assertThat(any.takesFormat("text/plain")).isTrue();
  }

  private InstalledPlugin handler(IncomingHandler handler) {
    return installed(GivenPlugin.handling("p", handler));
  }

  private InstalledPlugin sender(OutgoingSender sender) {
    return installed(new GivenPlugin("p", context -> sender));
  }

  private InstalledPlugin installed(MessagingPlugin plugin) {
    return registry(plugin).find("p").orElseThrow();
  }

  private PluginRegistry registry(MessagingPlugin plugin) {
    return PluginRegistry.load(
        PluginsConfig.NONE, List.of(plugin), name -> Map.of(), data, clock, NoHost.HOST);
  }

  private static IncomingMessage incoming() {
    return new IncomingMessage(
        42, "p", "from", "to", SECRET, "", Optional.empty(), OptionalInt.empty(), Instant.EPOCH, 1);
  }

  private static OutgoingMessage outgoing() {
    return new OutgoingMessage(
        7, "from", "to", SECRET, "", OptionalInt.empty(), Optional.empty(), 1);
  }

  /** Throws what the compiler would not let through, as other languages do. */
  @SuppressWarnings("unchecked")
  private static <T, E extends Throwable> T sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static final class MuteException extends RuntimeException {

    @Override
    public String getMessage() {
      throw new IllegalStateException();
    }
  }

  private static final class Configurable implements ConfigurableSender {

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.sent("none");
    }

    @Override
    public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
      return SendOutcome.sent(config.toString());
    }

    @Override
    public void close() {}
  }

  /** A clock that a test moves. */
  private static final class HandClock extends Clock {

    private Instant now = Instant.EPOCH;

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
