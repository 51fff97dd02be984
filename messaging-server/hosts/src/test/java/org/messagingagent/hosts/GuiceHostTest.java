package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.multibindings.Multibinder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.hosts.examples.guice.Shipments;
import org.messagingagent.hosts.examples.guice.ShipmentsPlugin;
import org.messagingagent.hosts.examples.guice.Warehouse;
import org.messagingagent.hosts.examples.guice.WarehouseModule;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.server.guice.MessagingModule;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.spi.IncomingMessage;
import org.sqlite.SQLiteDataSource;

/** An application that is put together by Guice, with all that makes Guice strict. */
@Timeout(60)
class GuiceHostTest {

  private static final Duration AHEAD = Duration.ofDays(1);

  @TempDir private Path directory;

  @Test
  void applicationHandsMessagesToPluginsOfItsOwn() throws Exception {
    Injector injector = injector();
    try (MessagingServer server = injector.getInstance(MessagingServer.class).start()) {
      injector.getInstance(Warehouse.class).send("ten boxes");
      assertThat(announced(injector).content()).isEqualTo("ten boxes");
      assertThat(injector.getInstance(MessagingServer.class)).isSameAs(server);
      assertThat(injector.getInstance(MessagingAgent.class)).isSameAs(server.agent());
    }
    assertThatThrownBy(() -> injector.getInstance(Warehouse.class).send("more"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void serverTakesWhatTheApplicationHasBound() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    BlockingQueue<String> accepted = new LinkedBlockingQueue<>();
    MessageListener listener =
        new MessageListener() {
          @Override
          public void accepted(Accepted event) {
            accepted.add(event.plugin());
          }
        };
    CountDownLatch traced = new CountDownLatch(1);
    OpenTelemetry telemetry =
        new OpenTelemetry() {
          @Override
          public TracerProvider getTracerProvider() {
            traced.countDown();
            return TracerProvider.noop();
          }

          @Override
          public ContextPropagators getPropagators() {
            return ContextPropagators.noop();
          }
        };
    Injector injector =
        injector(
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Clock.class).toInstance(Clock.offset(Clock.systemUTC(), AHEAD));
                bind(MeterRegistry.class).toInstance(meters);
                bind(OpenTelemetry.class).toInstance(telemetry);
                Multibinder.newSetBinder(binder(), MessageListener.class)
                    .addBinding()
                    .toInstance(listener);
              }
            });
    try (MessagingServer server = injector.getInstance(MessagingServer.class).start()) {
      injector.getInstance(Warehouse.class).send("ten boxes");
      assertThat(announced(injector).receivedAt())
          .isAfter(Instant.now().plus(AHEAD).minus(Duration.ofHours(1)));
      assertThat(ours(meters)).isNotEmpty();
      assertThat(accepted.poll(20, TimeUnit.SECONDS)).isEqualTo("shipments");
      assertThat(traced.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.agent()).isNotNull();
    }
    assertThat(ours(meters)).isEmpty();
  }

  @Test
  void serverTakesTheApplicationsDataSourceUnlessItIsToldNotTo() throws Exception {
    SQLiteDataSource foreign = new SQLiteDataSource();
    foreign.setUrl("jdbc:sqlite::memory:");
    Module bindings =
        new AbstractModule() {
          @Override
          protected void configure() {
            bind(DataSource.class).toInstance(foreign);
          }
        };
    Consumer<MessagingServerBuilder> settings =
        builder -> builder.noHttp().dataDirectory(directory.resolve("data"));
    MessagingServer taking =
        Guice.createInjector(bindings, new MessagingModule(settings))
            .getInstance(MessagingServer.class);
    assertThatThrownBy(taking::start).isInstanceOf(StoreException.class);

    Guice.createInjector(bindings, new MessagingModule(settings).withoutDataSource())
        .getInstance(MessagingServer.class)
        .start()
        .close();
  }

  @Test
  void nothingElseOfTheServersIsToBeHad() {
    assertThatThrownBy(() -> injector().getInstance(MessagingServerBuilder.class))
        .isInstanceOf(ConfigurationException.class);
  }

  private static IncomingMessage announced(Injector injector) throws InterruptedException {
    return injector.getInstance(Shipments.class).announced().poll(20, TimeUnit.SECONDS);
  }

  private static List<String> ours(MeterRegistry meters) {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .map(Meter.Id::getName)
        .filter(name -> name.startsWith("messaging."))
        .toList();
  }

  private Injector injector(Module... more) {
    List<Module> modules = new ArrayList<>(List.of(more));
    modules.add(new WarehouseModule(directory.resolve("data")));
    modules.add(
        new AbstractModule() {
          @Override
          protected void configure() {
            binder().requireExplicitBindings();
            binder().requireAtInjectOnConstructors();
            binder().requireExactBindingAnnotations();
            binder().disableCircularProxies();
            bind(Shipments.class);
            bind(ShipmentsPlugin.class);
          }
        });
    return Guice.createInjector(Stage.PRODUCTION, modules);
  }
}
