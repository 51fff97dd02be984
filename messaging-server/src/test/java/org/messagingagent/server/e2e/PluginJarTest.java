package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.benchmark.BenchPlugins;
import org.messagingagent.spi.MessagingPlugin;

final class PluginJarTest {

  @TempDir Path directory;

  @Test
  void whatIsCompiledIsFoundAsAPlugin() throws Exception {
    for (BenchPlugins plugin :
        List.of(BenchPlugins.COUNTER, BenchPlugins.STOPWATCH, BenchPlugins.HOLD)) {
      URL jar = plugin.installIn(directory).toUri().toURL();
      try (URLClassLoader loader =
          new URLClassLoader(new URL[] {jar}, MessagingPlugin.class.getClassLoader())) {
        assertThat(ServiceLoader.load(MessagingPlugin.class, loader))
            .extracting(MessagingPlugin::name)
            .contains(plugin.pluginName());
      }
    }
  }

  @Test
  void sourceThatDoesNotCompileIsShown() {
    assertThatThrownBy(() -> new PluginJar().compile("a.B", "package a; class B { oops }"))
        .hasMessageContaining("a.B does not compile")
        .hasMessageContaining("oops");
  }
}
