package org.messagingagent.server.plugin;

import java.util.List;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;

/** A plugin that a test gives as an object. */
record GivenPlugin(String name, List<String> formats, List<PluginSetting> settings, Opener opener)
    implements MessagingPlugin {

  /** How it opens. */
  interface Opener {
    Channel open(PluginContext context) throws Exception;
  }

  GivenPlugin(String name, Opener opener) {
    this(name, List.of(), List.of(), opener);
  }

  GivenPlugin(String name, List<String> formats, Opener opener) {
    this(name, formats, List.of(), opener);
  }

  /** One that handles everything. */
  static GivenPlugin named(String name) {
    return handling(name, message -> HandleOutcome.handled());
  }

  /** One that handles messages so. */
  static GivenPlugin handling(String name, IncomingHandler handler) {
    return new GivenPlugin(name, context -> handler);
  }

  @Override
  public Channel open(PluginContext context) throws Exception {
    return opener.open(context);
  }
}
