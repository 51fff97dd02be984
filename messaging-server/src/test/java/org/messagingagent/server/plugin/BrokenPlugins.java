package org.messagingagent.server.plugin;

import java.util.LinkedHashMap;
import java.util.Map;

/** A shelf of plugins, each broken in its own way, and the parts of good ones. */
final class BrokenPlugins {

  private BrokenPlugins() {}

  /** A plugin that works, with this name. */
  static PluginJar good(String name) {
    return plugin("public String name() { return \"%s\"; }".formatted(name), HANDLER);
  }

  /** Opens a channel that handles messages. */
  static final String HANDLER =
      """
      public Channel open(PluginContext context) {
        return new IncomingHandler() {
          public HandleOutcome handle(IncomingMessage message) { return HandleOutcome.handled(); }
        };
      }
      """;

  private static final String NAME = "public String name() { return \"broken\"; }";

  /** A JAR with the class acme.Plugin, which has these members. */
  static PluginJar plugin(String... members) {
    return new PluginJar().source("acme.Plugin", source(members)).service("acme.Plugin");
  }

  /** The source of acme.Plugin with these members. */
  static String source(String... members) {
    return """
    package acme;
    import java.util.*;
    import org.messagingagent.spi.*;
    public class Plugin implements MessagingPlugin {
    %s
    }
    """
        .formatted(String.join("\n", members));
  }

  /** Each kind of broken JAR with a part of the line that tells of it. */
  static Map<PluginJar, String> shelf() {
    Map<PluginJar, String> shelf = new LinkedHashMap<>();
    shelf.put(
        new PluginJar().source("acme.Plugin", source(NAME, HANDLER)),
        "it has no META-INF/services/org.messagingagent.spi.MessagingPlugin");
    shelf.put(
        new PluginJar().service("acme.Absent"),
        "its service file is wrong: Provider acme.Absent not found");
    shelf.put(new PluginJar().service("this is no class name"), "its service file is wrong: ");
    shelf.put(
        new PluginJar()
            .source("acme.Other", "package acme; public class Other {}")
            .service("acme.Other"),
        "its service file is wrong: acme.Other not a subtype");
    shelf.put(
        plugin("private Plugin() {}", NAME, HANDLER), "Unable to get public no-arg constructor");
    shelf.put(
        new PluginJar()
            .sourceNotShipped("acme.Base", "package acme; public class Base {}")
            .source(
                "acme.Plugin",
                source(NAME, HANDLER).replace("implements", "extends Base implements"))
            .service("acme.Plugin"),
        "it needs acme.Base, which is not in its JARs");
    shelf.put(
        plugin(NAME, "public Channel open(PluginContext context) { Library.start(); return null; }")
            .sourceNotShipped(
                "acme.Library",
                "package acme; public class Library { public static void start() {} }"),
        "it needs acme.Library, which is not in its JARs");
    shelf.put(
        plugin(
            "public Plugin() { throw new IllegalStateException(\"no licence\"); }", NAME, HANDLER),
        "IllegalStateException: no licence");
    shelf.put(
        plugin("static { if (true) throw new IllegalStateException(\"static\"); }", NAME, HANDLER),
        "IllegalStateException: static");
    shelf.put(
        plugin("public String name() { throw new IllegalStateException(\"nameless\"); }", HANDLER),
        "IllegalStateException: nameless");
    shelf.put(plugin("public String name() { return null; }", HANDLER), "its name() is null");
    shelf.put(
        plugin("public String name() { return \"../etc\\n\"; }", HANDLER),
        "its name() is '../etc'");
    shelf.put(
        plugin(NAME, HANDLER, "public List<String> formats() { return null; }"),
        "its formats() is null");
    shelf.put(
        plugin(
            NAME, HANDLER, "public List<String> formats() { return Arrays.asList(\"a\", null); }"),
        "its formats() contain null");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) throws Exception {"
                + " throw new java.net.ConnectException(\"refused\\nby gateway\"); }"),
        "ConnectException: refused by gateway");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) { context.settings().require(\"url\");"
                + " return null; }"),
        "setting messaging.plugin.broken.url is required");
    shelf.put(
        plugin(NAME, "public Channel open(PluginContext context) { return open(context); }"),
        "StackOverflowError");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) {"
                + " throw new RuntimeException() {"
                + " public String getMessage() { throw new IllegalStateException(); } }; }"),
        "see the plugin's documentation");
    shelf.put(
        plugin(NAME, "public Channel open(PluginContext context) { return null; }"),
        "its open() returned null");
    shelf.put(
        plugin(NAME, "public Channel open(PluginContext context) { return new Channel() {}; }"),
        "its channel is neither an IncomingHandler nor an OutgoingSender");
    shelf.put(good("broken").forNewerJava(), "it was compiled for a newer Java (76) than the ");
    shelf.put(
        new PluginJar()
            .sourceNotShipped("org.messagingagent.spi.MessagingPlugin", OLD_PLUGIN)
            .source(
                "acme.Plugin",
                """
                package acme;
                public class Plugin implements org.messagingagent.spi.MessagingPlugin {
                  public String name() { return "broken"; }
                  public void start() {}
                }
                """)
            .service("acme.Plugin"),
        "it was compiled against another version of a library or of the plugin interface");
    shelf.put(
        new PluginJar()
            .sourceNotShipped(
                "org.messagingagent.spi.ReceiptHandler",
                "package org.messagingagent.spi; public interface ReceiptHandler {}")
            .source(
                "acme.Plugin",
                source(NAME, HANDLER)
                    .replace("MessagingPlugin {", "MessagingPlugin, ReceiptHandler {"))
            .service("acme.Plugin"),
        "it needs org.messagingagent.spi.ReceiptHandler, which this server does not have");
    return shelf;
  }

  /** The SPI as it never was, for a plugin that lacks what the server calls. */
  private static final String OLD_PLUGIN =
      "package org.messagingagent.spi; public interface MessagingPlugin { String name(); void"
          + " start(); }";

  /** A plugin whose handler lacks the method that the server calls. */
  static PluginJar handlerOfOldInterface() {
    return new PluginJar()
        .sourceNotShipped(
            "org.messagingagent.spi.IncomingHandler",
            "package org.messagingagent.spi;"
                + " public interface IncomingHandler extends Channel { void take(String text); }")
        .source(
            "acme.Plugin",
            source(
                "public String name() { return \"old\"; }",
                "public Channel open(PluginContext context) { return new Handler(); }",
                "static class Handler implements IncomingHandler {"
                    + " public void take(String text) {} }"))
        .service("acme.Plugin");
  }
}
