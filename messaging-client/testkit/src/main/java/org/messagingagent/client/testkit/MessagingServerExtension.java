package org.messagingagent.client.testkit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.messagingagent.client.MessagingClient;
import org.opentest4j.TestAbortedException;

/**
 * Runs a {@link TestMessagingServer} for the tests of a class, with JUnit 5.9 or later. In a static
 * field the tests share a server, which is reset before each; in another field, or with {@link
 * Builder#perTest()}, each has its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final MessagingServerExtension server =
 *     MessagingServerExtension.builder().plugins("sms", "email").build();
 *
 * @Test
 * void customersGetACode() {
 *   new Registration(server.url(), server.user(), server.password()).begin("+4790000001");
 *   assertThat(server.awaitSent(1).get(0).content()).startsWith("Your code is");
 * }
 * }</pre>
 *
 * With {@code @ExtendWith} or {@link MessagingServerTest} the server comes as a parameter of type
 * {@link TestMessagingServer}, to methods and, where the class shares it, to constructors; a {@link
 * MessagingClient} likewise. Where tests with servers of their own run at a time in one class, the
 * parameter is the only way to it. A test that fails shows what its server recorded, as a
 * suppressed exception.
 */
public final class MessagingServerExtension extends TestMessagingServer
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Namespace NAMESPACE = Namespace.create(MessagingServerExtension.class);

  private final Optional<Builder> told;
  private final Set<LocalMessagingServer> servers = ConcurrentHashMap.newKeySet();

  /** For {@code @ExtendWith}: as {@link MessagingServerTest} says, else with the defaults. */
  public MessagingServerExtension() {
    this.told = Optional.empty();
  }

  private MessagingServerExtension(Builder builder) {
    this.told = Optional.of(builder);
  }

  /** Begins with the defaults for all. */
  public static Builder builder() {
    return new Builder();
  }

  /** Says how the server is to be, and how long it is to live. */
  public static final class Builder extends TestMessagingServerBuilder<Builder> {

    private boolean perTest;
    private boolean perRun;
    private boolean resets = true;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** A server of its own for each test, which costs a start each. */
    public Builder perTest() {
      perTest = true;
      return this;
    }

    /**
     * One server for all classes that have this extension object, such as the static field of a
     * base class: it starts with the first of them and ends with the run of the tests.
     */
    public Builder perRun() {
      perRun = true;
      return this;
    }

    /**
     * Keeps what was recorded and asked for from one test of the class to the next, for tests that
     * build on one another or run at a time.
     */
    public Builder withoutReset() {
      resets = false;
      return this;
    }

    /** The extension; its server starts when JUnit says so. */
    public MessagingServerExtension build() {
      if (perTest && perRun) {
        throw new IllegalStateException("A server is either perTest or perRun; say one of them");
      }
      return new MessagingServerExtension(this);
    }
  }

  /** Closed by JUnit, with the context in whose store it is. */
  @SuppressWarnings("deprecation") // newer ones take any AutoCloseable
  private record Held(
      MessagingServerExtension owner, LocalMessagingServer server, Set<String> tests)
      implements Store.CloseableResource, AutoCloseable {

    /** Makes the server as new for a test, and not while another one uses it. */
    void reset(String test) {
      tests.add(test);
      if (tests.size() > 1) {
        throw new IllegalStateException(
            "Several tests run at a time and share a server, which would be reset under them; have"
                + " perTest() and take the server as a parameter, or withoutReset()");
      }
      server.reset();
    }

    @Override
    public void close() {
      owner.servers.remove(server);
      server.close();
    }
  }

  @Override
  LocalMessagingServer running() {
    List<LocalMessagingServer> all = List.copyOf(servers);
    if (all.isEmpty()) {
      throw new IllegalStateException(
          "The server does not run: for a static field it starts before all tests of the class,"
              + " otherwise before each");
    }
    if (all.size() > 1) {
      throw new IllegalStateException(
          "Several tests run at a time, each with a server of its own; take it as a parameter of"
              + " type TestMessagingServer");
    }
    return all.get(0);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean says =
        told.isEmpty()
            && context.getRequiredTestClass().isAnnotationPresent(MessagingServerTest.class);
    if ((held(context).isEmpty() || says) && !builder(context).perTest) {
      start(context);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Optional<Held> shared = held(context);
    Builder builder = builder(context);
    if (shared.isEmpty() || builder.perTest) {
      start(context);
    } else if (builder.resets) {
      shared.get().reset(context.getUniqueId());
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    held(context).ifPresent(held -> held.tests().remove(context.getUniqueId()));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestMessagingServer.class || type == MessagingClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    LocalMessagingServer server =
        held(context)
            .orElseThrow(
                () ->
                    new ParameterResolutionException(
                        "Each test has a server of its own, which starts before it: take it as a"
                            + " parameter of the test, @BeforeEach or @AfterEach"))
            .server();
    return parameter.getParameter().getType() == MessagingClient.class ? server.client() : server;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  /** The same failure, with what the server recorded where it does not say that already. */
  private Throwable explained(ExtensionContext context, Throwable failure) {
    if (!(failure instanceof TestAbortedException)) {
      held(context)
          .map(Held::server)
          .filter(server -> !RecordText.isIn(failure.getMessage(), server))
          .ifPresent(server -> failure.addSuppressed(recorded(server)));
    }
    return failure;
  }

  private static Throwable recorded(LocalMessagingServer server) {
    try {
      return new RecordedByServer(server.describe());
    } catch (RuntimeException e) {
      return e; // what the test failed of is worth more
    }
  }

  private void start(ExtensionContext context) {
    Builder builder = builder(context);
    if (builder.perRun) {
      context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(this, key -> started(builder), Held.class);
    } else {
      context.getStore(NAMESPACE).put(this, started(builder));
    }
  }

  private Held started(Builder builder) {
    LocalMessagingServer server = new LocalMessagingServer(builder.setup());
    servers.add(server);
    return new Held(this, server, ConcurrentHashMap.newKeySet());
  }

  /** The server of this test, or else that of its class. */
  private Optional<Held> held(ExtensionContext context) {
    return Optional.ofNullable(context.getStore(NAMESPACE).get(this, Held.class));
  }

  private Builder builder(ExtensionContext context) {
    return told.orElseGet(() -> byAnnotation(context));
  }

  private static Builder byAnnotation(ExtensionContext context) {
    Builder builder = builder();
    Class<?> type = context.getRequiredTestClass();
    while (type != null) {
      Optional<MessagingServerTest> found =
          AnnotationSupport.findAnnotation(type, MessagingServerTest.class);
      if (found.isPresent()) {
        builder.plugins(found.get().plugins());
        return found.get().perTest() ? builder.perTest() : builder;
      }
      type = type.getEnclosingClass();
    }
    return builder;
  }
}
