package org.messagingagent.server.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.util.function.Consumer;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.agent.MessagingAgent;

/**
 * The server for an application that is put together by Guice. Exposes {@link MessagingServer} and
 * {@link MessagingAgent}, one of each, and nothing else.
 *
 * <p>Of what the application has bound, without an annotation, the server takes its {@link
 * javax.sql.DataSource}, its {@link java.time.Clock}, its {@code MeterRegistry}, its {@code
 * OpenTelemetry} and, from multibinders, each {@link org.messagingagent.spi.MessagingPlugin} and
 * {@link org.messagingagent.server.events.MessageListener}; each may be missing. All else is said
 * to the builder:
 *
 * <pre>{@code
 * install(new MessagingModule(builder -> builder.noHttp().dataDirectory(directory)));
 * }</pre>
 *
 * <p>Guice starts and stops nothing: the application calls {@link MessagingServer#start} and {@link
 * MessagingServer#close}. The agent may be injected before the start.
 */
public final class MessagingModule extends PrivateModule {

  private final Consumer<MessagingServerBuilder> configuration;
  private final boolean takesDataSource;

  /**
   * @param configuration is given the builder once, with what the application has bound, when the
   *     server is first asked for; it has the last word
   */
  public MessagingModule(Consumer<MessagingServerBuilder> configuration) {
    this(configuration, true);
  }

  private MessagingModule(Consumer<MessagingServerBuilder> configuration, boolean takesDataSource) {
    this.configuration = requireNonNull(configuration, "configuration is null");
    this.takesDataSource = takesDataSource;
  }

  /**
   * The same for an application whose {@link javax.sql.DataSource} is not for the server: it leads
   * to another database than PostgreSQL, or messages are to be kept elsewhere.
   */
  public MessagingModule withoutDataSource() {
    return new MessagingModule(configuration, false);
  }

  @Override
  protected void configure() {
    bind(HostBindings.class);
    expose(MessagingServer.class);
    expose(MessagingAgent.class);
  }

  @Provides
  @Singleton
  MessagingServer server(HostBindings host) {
    MessagingServerBuilder builder = host.builder();
    if (takesDataSource) {
      host.dataSource().ifPresent(builder::dataSource);
    }
    configuration.accept(builder);
    return builder.build();
  }

  @Provides
  @Singleton
  MessagingAgent agent(MessagingServer server) {
    return server.agent();
  }
}
