package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;

/** A plugin that a contract has opened, with its context. */
record Subject(TestPluginContext context, Channel channel) implements AutoCloseable {

  static MessagingPlugin newPlugin(PluginUnderTest test) {
    try {
      return test.pluginClass().getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(
          "%s has no public constructor without arguments that works"
              .formatted(test.pluginClass().getName()),
          e);
    }
  }

  static Subject open(PluginUnderTest test, Path directory) throws Exception {
    return open(test, directory, test.settings());
  }

  static Subject open(PluginUnderTest test, Path directory, Map<String, String> settings)
      throws Exception {
    TestPluginContext context =
        TestPluginContext.of(newPlugin(test), directory).withSettings(settings);
    Channel channel = context.open();
    assertThat(channel).as("what open() returns").isNotNull();
    return new Subject(context, channel);
  }

  /** The channel as one that can do this; the test is skipped where it cannot. */
  <T> T as(Class<T> type) {
    assumeTrue(type.isInstance(channel), "The plugin is no " + type.getSimpleName());
    return type.cast(channel);
  }

  static FakeGateway gateway(PluginUnderTest test) {
    return test.gateway()
        .orElseGet(() -> abort("The test has no gateway(); see PluginUnderTest.gateway"));
  }

  /** Closes the plugin as the server does: the channel, then what it was given. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      context.close();
    }
  }
}
