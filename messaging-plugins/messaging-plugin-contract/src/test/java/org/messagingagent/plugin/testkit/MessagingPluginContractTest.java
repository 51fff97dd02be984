package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.messagingagent.spi.MessagingPlugin;

/** The contract notices what a bad plugin does, and reports it. */
class MessagingPluginContractTest {

  private static final String DIRECTORY = "plugin-conformance.directory";

  @TempDir Path directory;

  @BeforeEach
  void setDirectory() {
    System.setProperty(DIRECTORY, directory.toString());
  }

  @AfterEach
  void clearDirectory() {
    System.clearProperty(DIRECTORY);
  }

  @Test
  void noticesBrokenPromisesAndReportsThem() throws Exception {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(BadPluginContract.class))
            .execute()
            .testEvents();
    List<String> failed =
        tests
            .failed()
            .map(event -> event.getTestDescriptor().getDisplayName())
            .map(name -> name.replaceAll("\\(.*", ""))
            .collect(Collectors.toList());
    assertThat(failed)
        .contains(
            "serviceFileNamesThePlugin",
            "saysWhichInterfaceItWasBuiltFor",
            "nameKeepsTheRulesAndIsStable",
            "settingsAreDescribedAndNoneIsTheServers",
            "keepsItsSecrets",
            "printsNothing",
            "closingLeavesNoThread",
            "handlesMessagesFromSeveralThreads",
            "sendsMessagesFromSeveralThreads",
            "takesNothingFromStrangers",
            "doesNotGiveUpOnAGatewayThatIsAwayOrBusy",
            "doesNotTakeALostConnectionForAnAnswer",
            "sendingEndsWhenItIsInterrupted")
        .doesNotContain("classAndConstructorArePublic", "constructorStartsNoThread");

    assertThat(Files.readString(report(".txt")))
        .contains("Conformance of plugin no name: it has spaces unknown")
        .contains("%d failed".formatted(failed.size()))
        .containsPattern("failed  prints nothing \\(\\d+ ms\\): .*standard output")
        .containsPattern("passed  class and constructor are public")
        .containsPattern("skipped sends in batches \\(\\d+ ms\\): The plugin is no BatchSender");
    assertThat(Files.readString(report(".json")))
        .startsWith("{\n  \"plugin\": \"no name: it has spaces\",")
        .contains("\"failed\": %d,".formatted(failed.size()))
        .contains("\"promise\": \"prints nothing\", \"result\": \"failed\"");
  }

  private Path report(String ending) {
    return directory.resolve("no_name__it_has_spaces" + ending);
  }

  /** Run by the test above alone. */
  static class BadPluginContract implements MessagingPluginContract {

    private final FakeGateway gateway = FakeGateway.start();

    @AfterEach
    void stop() {
      gateway.close();
    }

    @Override
    public Class<? extends MessagingPlugin> pluginClass() {
      return ExamplePlugin.class;
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("url", gateway.url(), "token", "t-4711-secret");
    }

    @Override
    public Optional<FakeGateway> gateway() {
      return Optional.of(gateway);
    }
  }
}
