package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.admin.Administration.PluginMetricEntry;
import org.messagingagent.server.plugin.PluginsConfig;

/** A plugin that was restarted after all kinds of work leaves none of its classes behind. */
@Timeout(120)
class PluginLeakTest {

  /** Under this property each version leaves a weak reference to its class loader. */
  private static final String LOADER = "messaging.test.leak.";

  /** Does all that a plugin can do, and throws exceptions of a class of its own. */
  private static final String PLUGIN =
      """
      package vendor.busy;

      import java.lang.ref.WeakReference;
      import java.time.Duration;
      import java.util.List;
      import java.util.Map;
      import java.util.concurrent.atomic.AtomicLong;
      import org.messagingagent.spi.*;
      import org.messagingagent.spi.callback.*;

      public final class Busy implements MessagingPlugin {

        @Override
        public String name() {
          return "busy";
        }

        @Override
        public String version() {
          return "%1$d";
        }

        @Override
        public List<PluginSetting> settings() {
          return List.of(PluginSetting.text("greeting").withDefault("hello").checkedBy(v -> java.util.Optional.empty()));
        }

        @Override
        public Channel open(PluginContext context) {
          System.getProperties().put("%2$s%1$d", new WeakReference<>(Busy.class.getClassLoader()));
          return new Work(context);
        }

        static final class Trouble extends RuntimeException {
          private static final long serialVersionUID = 1L;
          Trouble(String message) {
            super(message);
          }
        }

        static final class Work
            implements IncomingHandler, ConfigurableSender, BatchSender, ReconcilingSender, CallbackHandler {
          private static final ThreadLocal<Work> CURRENT = new ThreadLocal<>();
          private final PluginContext context;
          private final AtomicLong jobs = new AtomicLong();
          private final PluginMetrics.Counter calls;

          Work(PluginContext context) {
            this.context = context;
            this.calls = context.metrics().counter("calls", "Calls of any kind");
            context.metrics().gauge("jobs", "Runs of the jobs", () -> jobs.get());
            context.scheduler().every(Duration.ofMillis(10), () -> jobs.incrementAndGet());
            context.scheduler().everyOnOneNode("one", Duration.ofSeconds(1), this::job);
            context.scheduler().after(Duration.ofDays(1), this::job);
          }

          private void job() {
            context.store().put("job", Long.toString(jobs.incrementAndGet()), Duration.ofHours(1));
            if (jobs.get() %% 2 == 0) {
              throw new Trouble("in a job");
            }
          }

          private void call(String content) {
            CURRENT.set(this);
            calls.increment();
            context.metrics().timer("time", "Of calls").record(Duration.ofMillis(1));
            if (content.contains("trouble")) {
              throw new Trouble(content);
            }
          }

          @Override
          public HandleOutcome handle(IncomingMessage message) {
            if (message.attempt() == 1) {
              call(message.content());
            }
            return HandleOutcome.handled();
          }

          @Override
          public SendOutcome send(OutgoingMessage message) {
            call(message.content());
            context.reportDelivery(DeliveryReport.of("ext-" + message.messagingId(), DeliveryReport.Status.RECEIVED));
            return SendOutcome.sent("ext-" + message.messagingId());
          }

          @Override
          public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
            return send(message);
          }

          @Override
          public int maxBatch() {
            return 10;
          }

          @Override
          public List<SendOutcome> sendAll(List<OutgoingMessage> messages) {
            return messages.stream().map(this::send).toList();
          }

          @Override
          public SendOutcome reconcile(UnsettledMessage message) {
            return SendOutcome.unknown("nothing is known");
          }

          @Override
          public CallbackResponse answer(CallbackRequest request) {
            call(request.path());
            context.submitIncoming(
                ReceivedMessage.of("a", "b", "by call").withGatewayId(request.formParameter("id").orElseThrow()));
            return CallbackResponse.ok("taken");
          }

          @Override
          public Health health() {
            calls.increment();
            return Health.degraded("so so");
          }
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  void classesOfARestartedPluginAreCollectedAfterAllKindsOfWork() throws Exception {
    Path plugins = Files.createDirectories(directory.resolve("plugins"));
    install(plugins, 1);
    try (OperatedServer server =
        OperatedServer.in(
            directory, builder -> builder.plugins(PluginsConfig.NONE.withDirectory(plugins)))) {
      List<WeakReference<?>> old = new ArrayList<>();
      for (int version = 1; version <= 3; version++) {
        work(server, version);
        old.add((WeakReference<?>) System.getProperties().remove(LOADER + version));
        install(plugins, version + 1);
        assertThat(server.operator.restartPlugin("busy"))
            .contains("version %d from ".formatted(version + 1));
      }
      work(server, 4);

      OperatedServer.await(
          () ->
              "the old class loaders are collected: "
                  + old.stream().map(WeakReference::get).toList(),
          () -> {
            System.gc();
            return old.stream().allMatch(loader -> loader.get() == null);
          });
      WeakReference<?> current = (WeakReference<?>) System.getProperties().remove(LOADER + 4);
      assertThat(current.get()).as("the loader of the version that runs").isNotNull();
    }
  }

  private static void work(OperatedServer server, int version) throws Exception {
    for (int i = 0; i < 50; i++) {
      server.create("busy", "in-" + i);
    }
    server.create("busy", "trouble");
    assertThat(server.send("busy", "a", "b", "c")).allMatch(status -> status.status() == 3);
    assertThat(server.send("busy", "trouble", "more trouble"))
        .allMatch(status -> status.description().startsWith("OUTCOME_UNKNOWN: "));
    for (int i = 0; i < 5; i++) {
      assertThat(server.call("busy", "/in", "id=%d-%d".formatted(version, i))).isEqualTo(200);
    }
    assertThat(server.call("busy", "/trouble", "id=x")).isEqualTo(500);
    long handled = 56L * version;
    OperatedServer.await("all are handled", () -> server.count("busy", "handled") == handled);
    assertThat(server.plugin("busy").problem()).contains("so so");
    OperatedServer.await("the jobs have run", () -> metric(server, "jobs") > 3);
    assertThat(metric(server, "calls")).isGreaterThan(60);
    assertThat(server.plugin("busy").version()).isEqualTo(Integer.toString(version));
  }

  private static double metric(OperatedServer server, String name) {
    return server.operator.plugin("busy").metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .map(PluginMetricEntry::value)
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow();
  }

  /** Moved into its place, so that the old file stays whole for who has it open. */
  private void install(Path plugins, int version) throws Exception {
    Path made =
        new PluginJar()
            .compile("vendor.busy.Busy", PLUGIN.formatted(version, LOADER))
            .provides("vendor.busy.Busy")
            .writeTo(directory.resolve("made.jar"));
    Files.move(made, plugins.resolve("busy.jar"), StandardCopyOption.REPLACE_EXISTING);
  }
}
