package org.messagingagent.server.plugin;

import java.nio.file.Path;
import org.messagingagent.spi.MessagingPlugin;

/** Where a plugin was found, and where it is looked for when it is started anew. */
sealed interface Place {

  /** In words for an operator. */
  String text();

  /** An application that embeds the server brought it as an object. */
  record Application(MessagingPlugin plugin) implements Place {
    @Override
    public String text() {
      return "the application";
    }
  }

  /** The server's own class path. */
  record Server() implements Place {
    @Override
    public String text() {
      return "the server itself";
    }
  }

  /**
   * The operator had a plugin run once more, under a name of its own.
   *
   * @param name of the instance
   * @param plugin of which it is one
   */
  record Instance(String name, String plugin) implements Place {

    /** What stands before the name in the operator's settings. */
    static final String PREFIX = "messaging.plugins.instances.";

    @Override
    public String text() {
      return PREFIX + Texts.line(name, 80) + "=" + Texts.line(plugin, 80);
    }
  }

  /** The plugins directory, or what stands in it: a JAR or a directory of JARs. */
  record Entry(Path path) implements Place {
    @Override
    public String text() {
      return path.toString();
    }
  }
}
