package org.messagingagent.server;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import java.time.Clock;
import java.util.Random;
import org.messagingagent.server.agent.DefaultMessagingAgent;
import org.messagingagent.server.agent.DefaultPrincipalAgent;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.PrincipalAgent;
import org.messagingagent.server.agent.RunningPlugins;
import org.messagingagent.server.auth.LogOn;
import org.messagingagent.server.auth.OutsideUsers;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.cluster.OtherNodes;
import org.messagingagent.server.cluster.OutgoingShare;
import org.messagingagent.server.cluster.OwnedPartitions;
import org.messagingagent.server.http.Front;
import org.messagingagent.server.http.GatewayCalls;
import org.messagingagent.server.http.Health;
import org.messagingagent.server.inbox.Dispatcher;
import org.messagingagent.server.inbox.HandlerThreads;
import org.messagingagent.server.metrics.Metrics;
import org.messagingagent.server.outbox.Outbox;
import org.messagingagent.server.outbox.Reconciler;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.soap.MetroSoapEndpoint;
import org.messagingagent.server.soap.SoapEndpoint;
import org.messagingagent.server.store.Store;

/** How the parts are put together. Every part works with {@code new}; this alone knows Guice. */
final class Wiring {

  private Wiring() {}

  static Injector wire(
      ServerConfig config,
      Store store,
      PluginRegistry plugins,
      RunningPlugins running,
      OwnedPartitions owned,
      OtherNodes others,
      OutsideUsers outside,
      Host host,
      Metrics metrics,
      Health health) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        new StrictModule(),
        new GivenModule(
            config, store, plugins, running, owned, others, outside, host, metrics, health),
        new AuthModule(),
        new MessagesModule(),
        new FrontModule());
  }

  /** Turns off what surprises: bindings that nobody wrote, and proxies for circles. */
  private static final class StrictModule extends AbstractModule {

    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      binder().requireExactBindingAnnotations();
      binder().disableCircularProxies();
    }
  }

  /** What exists before the parts do. */
  private static final class GivenModule extends AbstractModule {

    private final ServerConfig config;
    private final Store store;
    private final PluginRegistry plugins;
    private final RunningPlugins running;
    private final OwnedPartitions owned;
    private final OtherNodes others;
    private final OutsideUsers outside;
    private final Host host;
    private final Metrics metrics;
    private final Health health;

    GivenModule(
        ServerConfig config,
        Store store,
        PluginRegistry plugins,
        RunningPlugins running,
        OwnedPartitions owned,
        OtherNodes others,
        OutsideUsers outside,
        Host host,
        Metrics metrics,
        Health health) {
      this.config = config;
      this.store = store;
      this.plugins = plugins;
      this.running = running;
      this.owned = owned;
      this.others = others;
      this.outside = outside;
      this.host = host;
      this.metrics = metrics;
      this.health = health;
    }

    @Override
    protected void configure() {
      bind(ServerConfig.class).toInstance(config);
      bind(Store.class).toInstance(store);
      bind(PluginRegistry.class).toInstance(plugins);
      bind(RunningPlugins.class).toInstance(running);
      bind(OwnedPartitions.class).toInstance(owned);
      bind(OutgoingShare.class).toInstance(new OutgoingShare(owned, others));
      bind(OutsideUsers.class).toInstance(outside);
      bind(Clock.class).toInstance(host.clock());
      bind(HandlerThreads.class).toInstance(host.handlers());
      bind(Metrics.class).toInstance(metrics);
      bind(Health.class).toInstance(health);
    }
  }

  /** Who may call. */
  private static final class AuthModule extends AbstractModule {

    @Provides
    @Singleton
    Passwords passwords(ServerConfig config) {
      return new Passwords(config.auth());
    }

    @Provides
    @Singleton
    Tickets tickets(Store store, ServerConfig config, Clock clock) {
      return new Tickets(store.tickets(), config.auth(), clock);
    }

    @Provides
    @Singleton
    PrincipalAgent principalAgent(
        Store store,
        Passwords passwords,
        OutsideUsers outside,
        Tickets tickets,
        Clock clock,
        Metrics metrics) {
      return metrics.logOns(
          new DefaultPrincipalAgent(new LogOn(store.users(), passwords, outside, tickets, clock)));
    }
  }

  /** Messages in and out. */
  private static final class MessagesModule extends AbstractModule {

    @Provides
    @Singleton
    Dispatcher dispatcher(
        Store store,
        ServerConfig config,
        OwnedPartitions owned,
        HandlerThreads handlers,
        Clock clock) {
      return new Dispatcher(
          store.inbox(),
          store.transactions(),
          config.dispatch(),
          owned,
          handlers,
          clock,
          new Random());
    }

    @Provides
    @Singleton
    Outbox outbox(Store store, ServerConfig config, Clock clock) {
      return new Outbox(store.outbox(), config.outbox(), clock);
    }

    @Provides
    @Singleton
    Reconciler reconciler(
        Outbox outbox, Store store, ServerConfig config, OutgoingShare share, Clock clock) {
      return new Reconciler(
          outbox,
          store.outbox(),
          config.outbox().reconcile(),
          clock,
          message -> share.covers(message.plugin(), message.messagingId(), message.sender()));
    }

    @Provides
    @Singleton
    MessagingAgent agent(
        ServerConfig config,
        Tickets tickets,
        RunningPlugins plugins,
        Store store,
        Outbox outbox,
        Clock clock,
        Metrics metrics) {
      return metrics.agent(
          new DefaultMessagingAgent(
              config.agent(), tickets, plugins, store.inbox(), store.outbox(), outbox, clock));
    }

    @Provides
    @Singleton
    Housekeeper housekeeper(Store store, ServerConfig config, Clock clock) {
      return new Housekeeper(store, config.retention(), clock);
    }
  }

  /** How callers reach the agent over HTTP. Made when it is wanted, once: no singletons. */
  private static final class FrontModule extends AbstractModule {

    @Provides
    SoapEndpoint soap(MessagingAgent messaging, PrincipalAgent principal, ServerConfig config) {
      return new MetroSoapEndpoint(messaging, principal, config.wrapExceptions());
    }

    @Provides
    GatewayCalls gatewayCalls(PluginRegistry plugins) {
      return name ->
          plugins.find(name).flatMap(InstalledPlugin::callbackDesk).map(desk -> desk::answer);
    }

    @Provides
    Front front(ServerConfig config, SoapEndpoint soap, GatewayCalls calls, Health health) {
      return new Front(config.http(), config.gateway(), soap, calls, health);
    }
  }
}
