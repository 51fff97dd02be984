package org.messagingagent.server.plugin;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.plugin.testkit.context.PluginSchedulerContract;
import org.messagingagent.spi.PluginScheduler;
import org.slf4j.LoggerFactory;

class PluginJobsContractTest implements PluginSchedulerContract {

  private final PluginLog log = new PluginLog();
  private final PluginJobs jobs =
      new PluginJobs(
          "sms",
          getClass().getClassLoader(),
          Clock.systemUTC(),
          new FailureLog(LoggerFactory.getLogger(getClass()), "sms", Clock.systemUTC()),
          new TestKeyValueStore(Clock.systemUTC()),
          "this node");

  @BeforeEach
  void start() {
    jobs.start();
  }

  @AfterEach
  void stop() {
    jobs.close(Duration.ofSeconds(10));
    log.close();
  }

  @Override
  public PluginScheduler scheduler() {
    return jobs;
  }
}
