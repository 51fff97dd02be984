package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.PluginInfo;

/**
 * The extension in JUnit: classes of tests, failing ones among them, are run as JUnit runs them.
 */
class ExtensionTest {

  /** What the classes below leave behind to be looked at. */
  private static final ConcurrentLinkedQueue<String> URLS = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void forget() {
    URLS.clear();
  }

  private static EngineExecutionResults run(Class<?>... classes) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(
            Arrays.stream(classes)
                .map(DiscoverySelectors::selectClass)
                .toArray(DiscoverySelector[]::new))
        .execute();
  }

  private static List<Throwable> failures(EngineExecutionResults results) {
    return results.allEvents().executions().stream()
        .map(execution -> execution.getTerminationInfo())
        .filter(info -> info.executed())
        .map(info -> info.getExecutionResult())
        .filter(result -> result.getStatus() != TestExecutionResult.Status.SUCCESSFUL)
        .map(result -> result.getThrowable().orElseThrow())
        .toList();
  }

  private static void assertAllPass(int tests, Class<?>... classes) {
    EngineExecutionResults results = run(classes);
    assertThat(failures(results)).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.started(tests).succeeded(tests));
    assertThat(URLS).isNotEmpty().allSatisfy(ExtensionTest::assertGone);
  }

  private static void assertGone(String url) {
    assertThatThrownBy(
            () -> {
              int port = URI.create(url).getPort();
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                throw new AssertionError("Something listens at " + socket.getPort());
              }
            })
        .isInstanceOf(ConnectException.class);
  }

  private static void create(TestMessagingServer server, String content) {
    URLS.add(server.url());
    server.client().createMessage(IncomingMessage.forPlugin("sms").content(content).build());
  }

  // Failures

  static class FailingCase {
    @RegisterExtension
    static final MessagingServerExtension server =
        MessagingServerExtension.builder().patience(Duration.ofMillis(100)).build();

    @Test
    void fails() {
      create(server, "Hello, is it me?");
      throw new AssertionError("as it should");
    }

    @Test
    void waitsInVain() {
      URLS.add(server.url());
      server.awaitSent(message -> message.content().equals("never"));
    }

    @Test
    void isNotForThisMachine() {
      URLS.add(server.url());
      Assumptions.abort("as it should");
    }
  }

  @Test
  void aTestThatFailsShowsWhatItsServerRecorded() {
    EngineExecutionResults results = run(FailingCase.class);
    List<Throwable> failures = failures(results);
    assertThat(failures).hasSize(3);
    assertThat(failures)
        .filteredOn(failure -> "as it should".equals(failure.getMessage()))
        .filteredOn(failure -> failure instanceof AssertionError)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .satisfies(
                        record ->
                            assertThat(record)
                                .hasMessageContaining("\"Hello, is it me?\"")
                                .hasMessageContaining("sent: 0\n")
                                .hasMessageContaining("LOG_ON (Services87, SOAP 1.1): HTTP 200")));
    assertThat(failures)
        .filteredOn(failure -> failure instanceof MissingRecordError)
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure).hasMessageContaining("received: 0\nsent: 0\ncalls: 0\n");
              assertThat(failure.getSuppressed()).isEmpty();
            });
    assertThat(failures)
        .filteredOn(failure -> failure instanceof org.opentest4j.TestAbortedException)
        .allSatisfy(failure -> assertThat(failure.getSuppressed()).isEmpty());
    assertThat(URLS).hasSize(3).allSatisfy(ExtensionTest::assertGone);
  }

  static class FailingWithTwoServersCase {
    @RegisterExtension
    static final MessagingServerExtension one =
        MessagingServerExtension.builder().patience(Duration.ofMillis(100)).build();

    @RegisterExtension
    static final MessagingServerExtension two = MessagingServerExtension.builder().build();

    @Test
    void waitsInVainForOneOfThem() {
      create(two, "to two");
      one.awaitReceived(1);
    }
  }

  @Test
  void aFailureShowsWhatEachServerRecordedOnce() {
    assertThat(failures(run(FailingWithTwoServersCase.class)))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure)
                  .hasMessageStartingWith("0 of 1 messages were received within 100 ms\n");
              assertThat(failure.getSuppressed())
                  .singleElement()
                  .satisfies(record -> assertThat(record).hasMessageContaining("\"to two\""));
            });
  }

  static class FailingBeforeAndAfterCase {
    @RegisterExtension
    final MessagingServerExtension server = MessagingServerExtension.builder().build();

    @BeforeEach
    void set() {
      create(server, "before");
      throw new AssertionError("in before");
    }

    @Test
    void isNeverRun() {}

    @AfterEach
    void end() {
      throw new AssertionError("in after");
    }
  }

  @Test
  void soDoesOneThatFailsAroundTheTest() {
    assertThat(failures(run(FailingBeforeAndAfterCase.class)))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure).hasMessage("in before");
              assertThat(failure.getSuppressed())
                  .hasSize(2)
                  .anySatisfy(record -> assertThat(record).isInstanceOf(RecordedByServer.class))
                  .anySatisfy(other -> assertThat(other).hasMessage("in after"));
            });
    assertThat(URLS).hasSize(1).allSatisfy(ExtensionTest::assertGone);
  }

  static class FailingBeforeAndAfterAllCase {
    @RegisterExtension
    static final MessagingServerExtension server = MessagingServerExtension.builder().build();

    @BeforeAll
    static void set() {
      create(server, "before all");
      throw new AssertionError("in before all");
    }

    @Test
    void isNeverRun() {}

    @AfterAll
    static void end() {
      throw new AssertionError("in after all");
    }
  }

  @Test
  void soDoesOneThatFailsAroundAllTests() {
    assertThat(failures(run(FailingBeforeAndAfterAllCase.class)))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure).hasMessage("in before all");
              assertThat(failure.getSuppressed())
                  .anySatisfy(record -> assertThat(record).hasMessageContaining("\"before all\""));
            });
    assertThat(URLS).hasSize(1).allSatisfy(ExtensionTest::assertGone);
  }

  static class UnstartableCase {
    @RegisterExtension
    static final MessagingServerExtension server =
        MessagingServerExtension.builder().plugins("sms", "sms").build();

    @Test
    void isNeverRun() {}
  }

  @Test
  void aServerThatCannotStartFailsItsClassAndSaysWhy() {
    assertThat(failures(run(UnstartableCase.class)))
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageContaining("[sms, sms]"));
  }

  // Lives

  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class SharedCase {
    @RegisterExtension
    static final MessagingServerExtension server = MessagingServerExtension.builder().build();

    @BeforeAll
    static void isThereBeforeAll() {
      create(server, "before all");
    }

    @Test
    @Order(1)
    void first() {
      assertThat(server.received()).isEmpty();
      create(server, "first");
      server.everyCall(Fault.http(503));
      server.stop();
    }

    @Test
    @Order(2)
    void second() {
      assertThat(server.received()).isEmpty();
      create(server, "second");
    }

    @Nested
    class Inner {
      @Test
      void hasTheSame() {
        assertThat(server.received()).isEmpty();
        create(server, "inner");
      }
    }

    @AfterAll
    static void oneServerForAll() {
      assertThat(URLS).hasSize(4);
      assertThat(List.copyOf(URLS)).containsOnly(server.url());
    }
  }

  @Test
  void testsOfAClassShareAServerThatIsResetBeforeEach() {
    assertAllPass(3, SharedCase.class);
  }

  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class WithoutResetCase {
    @RegisterExtension
    static final MessagingServerExtension server =
        MessagingServerExtension.builder().withoutReset().build();

    @Test
    @Order(1)
    void first() {
      create(server, "first");
    }

    @Test
    @Order(2)
    void second() {
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void testsMayBuildOnOneAnother() {
    assertAllPass(2, WithoutResetCase.class);
  }

  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class PerTestCase {
    @RegisterExtension
    static final MessagingServerExtension server =
        MessagingServerExtension.builder().perTest().build();

    @RegisterExtension
    final MessagingServerExtension ofInstance = MessagingServerExtension.builder().build();

    @BeforeAll
    static void isNotThereYet() {
      assertThatThrownBy(server::url)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("The server does not run");
    }

    @Test
    void first() {
      create(server, "first");
      create(ofInstance, "x");
      assertThat(server.received().get(0).messageId()).isEqualTo(1);
    }

    @Test
    void second() {
      create(server, "second");
      create(ofInstance, "x");
      assertThat(ofInstance.received().get(0).messageId()).isEqualTo(1);
      assertThat(server.received().get(0).messageId()).isEqualTo(1);
    }
  }

  @Test
  void testsMayHaveServersOfTheirOwnAndSeveral() {
    assertAllPass(2, PerTestCase.class);
    assertThat(URLS).doesNotHaveDuplicates().hasSize(4);
  }

  abstract static class PerRunBase {
    @RegisterExtension
    static final MessagingServerExtension server =
        MessagingServerExtension.builder().perRun().build();

    @Test
    void callsTheServerOfAll() {
      assertThat(server.received()).isEmpty();
      create(server, getClass().getSimpleName());
    }
  }

  static class PerRunCase extends PerRunBase {}

  static class OtherPerRunCase extends PerRunBase {}

  @Test
  void classesMayShareAServerUntilTheEndOfTheRun() {
    assertAllPass(2, PerRunCase.class, OtherPerRunCase.class);
    assertThat(List.copyOf(URLS)).hasSize(2).containsOnly(URLS.peek());
    assertThatThrownBy(() -> MessagingServerExtension.builder().perRun().perTest().build())
        .isInstanceOf(IllegalStateException.class);
  }

  // Parameters

  @ExtendWith(MessagingServerExtension.class)
  static class InjectedCase {
    private final TestMessagingServer server;

    InjectedCase(TestMessagingServer server) {
      this.server = server;
    }

    @BeforeAll
    static void beforeAll(MessagingClient client) {
      assertThat(client.getPlugins()).containsExactly(new PluginInfo("sms", List.of(), true));
    }

    @Test
    void isTheSame(TestMessagingServer other, MessagingClient client) {
      assertThat(other).isSameAs(server);
      assertThat(other.client()).isSameAs(client);
      create(server, "x");
    }
  }

  @MessagingServerTest(plugins = {"email", "sms"})
  static class AnnotatedCase {
    @Test
    void hasThePlugins(MessagingClient client) {
      assertThat(client.getPlugins()).extracting(PluginInfo::name).contains("email", "sms");
    }

    @Nested
    class Inner {
      @Test
      void hasTheSame(TestMessagingServer server) {
        create(server, "x");
      }
    }
  }

  static class InheritingCase extends AnnotatedCase {}

  @MessagingServerTest
  static class AnnotatedInsideCase {
    @Nested
    @MessagingServerTest(plugins = "email")
    class OtherPlugins {
      @Test
      void hasThem(MessagingClient client, TestMessagingServer server) {
        URLS.add(server.url());
        assertThat(client.getPlugins()).extracting(PluginInfo::name).containsExactly("email");
      }
    }

    @Nested
    @MessagingServerTest(perTest = true)
    class PerTest {
      @Test
      void one(TestMessagingServer server) {
        create(server, "one");
        assertThat(server.received().get(0).messageId()).isEqualTo(1);
      }

      @Test
      void two(TestMessagingServer server) {
        create(server, "two");
        assertThat(server.received().get(0).messageId()).isEqualTo(1);
      }
    }

    @Test
    void hasTheOuterOne(MessagingClient client) {
      assertThat(client.getPlugins()).extracting(PluginInfo::name).containsExactly("sms");
    }
  }

  @Test
  void aNestedClassMaySayOtherwise() {
    assertAllPass(4, AnnotatedInsideCase.class);
    assertThat(URLS).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void serversAndClientsComeAsParameters() {
    assertAllPass(5, InjectedCase.class, AnnotatedCase.class, InheritingCase.class);
    assertThat(URLS).hasSize(3);
  }

  @MessagingServerTest(perTest = true)
  static class TooEarlyCase {
    @BeforeAll
    static void beforeAll(TestMessagingServer server) {
      URLS.add(server.url());
    }

    @Test
    void isNeverRun() {}
  }

  @Test
  void aServerOfATestIsNotThereBeforeIt() {
    assertThat(failures(run(TooEarlyCase.class)))
        .singleElement()
        .satisfies(
            failure -> assertThat(failure).hasMessageContaining("as a parameter of the test"));
  }

  // At a time

  static class ParallelFieldCase {
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @RegisterExtension
    static final MessagingServerExtension server =
        MessagingServerExtension.builder().perTest().build();

    @Test
    void one(TestMessagingServer mine) throws Exception {
      both(mine);
    }

    @Test
    void two(TestMessagingServer mine) throws Exception {
      both(mine);
    }

    private static void both(TestMessagingServer mine) throws Exception {
      BOTH.await(30, TimeUnit.SECONDS);
      create(mine, "mine");
      assertThatThrownBy(server::url)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Several tests run at a time");
      assertThat(mine.received()).hasSize(1);
      BOTH.await(30, TimeUnit.SECONDS);
    }
  }

  static class ParallelSharedCase {
    @RegisterExtension
    static final MessagingServerExtension server = MessagingServerExtension.builder().build();

    @Test
    void hasItsOwn() {
      create(server, "shared");
      assertThat(server.received()).hasSize(1);
    }
  }

  static class ParallelResetCase {
    private static final CountDownLatch OTHER_ENDED = new CountDownLatch(1);

    @RegisterExtension
    static final MessagingServerExtension server = MessagingServerExtension.builder().build();

    @RegisterExtension static final AfterEachCallback ended = context -> OTHER_ENDED.countDown();

    @Test
    void one() throws Exception {
      assertThat(OTHER_ENDED.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void two() throws Exception {
      assertThat(OTHER_ENDED.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aServerIsNotResetUnderATestThatRuns() {
    EngineExecutionResults results = atATime(ParallelResetCase.class);
    results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
    assertThat(failures(results))
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Several tests run at a time and share a server"));
  }

  private static EngineExecutionResults atATime(Class<?>... classes) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "6")
        .selectors(
            Arrays.stream(classes)
                .map(DiscoverySelectors::selectClass)
                .toArray(DiscoverySelector[]::new))
        .execute();
  }

  @Test
  void testsRunAtATimeEachWithTheirServer() {
    EngineExecutionResults results = atATime(ParallelFieldCase.class, ParallelSharedCase.class);
    assertThat(failures(results)).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.succeeded(3));
    assertThat(URLS).doesNotHaveDuplicates().hasSize(3).allSatisfy(ExtensionTest::assertGone);
  }
}
