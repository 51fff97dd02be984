package org.messagingagent.plugin.testkit.server;

import org.messagingagent.plugin.discard.DiscardPlugin;
import org.messagingagent.spi.MessagingPlugin;

class DiscardPluginServerContractTest implements MessagingPluginServerContract {

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return DiscardPlugin.class;
  }
}
