package org.messagingagent.plugin.file;

import java.util.List;
import java.util.Map;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.spi.MessagingPlugin;

class FilePluginContractTest implements MessagingPluginContract {

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return FilePlugin.class;
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return List.of(
        Map.of("incoming-file", "../elsewhere.jsonl"),
        Map.of("outgoing-file", "."),
        Map.of("incoming-file", "one.jsonl", "outgoing-file", "one.jsonl"),
        Map.of("directory", "not\0a path"));
  }
}
