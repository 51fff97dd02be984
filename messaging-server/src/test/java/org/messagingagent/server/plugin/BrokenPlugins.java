package org.messagingagent.server.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
            HANDLER,
            "public List<PluginSetting> settings() {"
                + " return List.of(PluginSetting.url(\"url\").required()); }"),
        "its settings are wrong: messaging.plugin.broken.url is required");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) { context.settings().get(\"url\");"
                + " return null; }"),
        "The setting 'url' is not declared");
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
        "its channel is no IncomingHandler, OutgoingSender or CallbackHandler");
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
    shelf.putAll(endingTheServer());
    shelf.putAll(breakingTheRulesOfSettings());
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) {"
                + " long[][] all = { new long[Integer.MAX_VALUE], new long[Integer.MAX_VALUE] };"
                + " throw new IllegalStateException(\"much memory \" + all.length); }"),
        "OutOfMemoryError: ");
    shelf.put(
        plugin(
                NAME,
                "public Channel open(PluginContext context) {"
                    + " javax.mail.Session.open(jakarta.mail.Session.class); return null; }")
            .source("jakarta.mail.Session", "package jakarta.mail; public class Session {}")
            .sourceNotShipped(
                "javax.mail.Session",
                "package javax.mail; public class Session {"
                    + " public static void open(Class<?> c) {} }"),
        "it needs javax.mail.Session, which is not in its JARs");
    shelf.put(
        builtFor("9.0"), "it was built for plugin interface 9.0 and this server has 1.0; get a");
    shelf.put(builtFor("x"), "plugin interface 'x', which is no version such as 1.0");
    shelf.put(
        plugin(
            NAME,
            """
            public Channel open(PluginContext context) {
              return new BatchSender() {
                public int maxBatch() { return 0; }
                public List<SendOutcome> sendAll(List<OutgoingMessage> messages) { return null; }
              };
            }
            """),
        "its maxBatch() is 0; it must be 1 to 10000");
    shelf.put(
        good("broken").file("acme/Plugin.class", new byte[100]),
        "its JAR is damaged or was built wrongly");
    return shelf;
  }

  private static Map<PluginJar, String> endingTheServer() {
    Map<PluginJar, String> shelf = new LinkedHashMap<>();
    shelf.put(
        plugin(NAME, "public Channel open(PluginContext context) { System.exit(1); return null; }"),
        "it called System.exit(1), which would end the server and was refused");
    shelf.put(
        plugin("public Plugin() { System.exit(2); }", NAME, HANDLER),
        "it called System.exit(2), which would end the server and was refused");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) {"
                + " List.of(3).forEach(System::exit); return null; }"),
        "it called System.exit(3), which would end the server and was refused");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) {"
                + " Runtime.getRuntime().halt(4); return null; }"),
        "it called Runtime.halt(4), which would end the server and was refused");
    return shelf;
  }

  private static Map<PluginJar, String> breakingTheRulesOfSettings() {
    Map<PluginJar, String> shelf = new LinkedHashMap<>();
    shelf.put(
        withSettings("PluginSetting.text(\"a\"), PluginSetting.flag(\"a\")"),
        "its settings() contain 'a' twice");
    shelf.put(
        withSettings("PluginSetting.text(\"limits.own\")"),
        "its settings() contain 'limits.own', which is the server's own key");
    shelf.put(
        withSettings("PluginSetting.number(\"a\").withDefault(\"many\")"),
        "The default of a is wrong");
    return shelf;
  }

  /** A plugin named {@code broken} that has these settings. */
  static PluginJar withSettings(String declarations) {
    return plugin(
        NAME,
        HANDLER,
        "public List<PluginSetting> settings() { return List.of(%s); }".formatted(declarations));
  }

  private static PluginJar builtFor(String version) {
    return new PluginJar()
        .source(
            "acme.Plugin",
            source(NAME, HANDLER)
                .replace("public class", "@RequiresSpi(\"%s\") public class".formatted(version)))
        .service("acme.Plugin");
  }

  /** Set as a system property, this ends the plugins that loop for ever. */
  static final String END_OF_LOOPS = "messaging.test.end-of-loops";

  /** Plugins that do not come back, with a part of the line that tells of each. */
  static Map<PluginJar, String> endless() {
    Map<PluginJar, String> shelf = new LinkedHashMap<>();
    String waits = "new java.util.concurrent.CountDownLatch(1).await();";
    String loops = "while (System.getProperty(\"%s\") == null) {}".formatted(END_OF_LOOPS);
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext c) throws Exception { %s return null; }"
                .formatted(waits)),
        "its open() did not return within ");
    shelf.put(
        plugin(
            NAME,
            "public Channel open(PluginContext context) { %s return null; }".formatted(loops)),
        "its open() did not return within ");
    shelf.put(
        plugin("public Plugin() throws Exception { %s }".formatted(waits), NAME, HANDLER),
        "its constructor or what it tells of itself, such as name(), did not return within ");
    return shelf;
  }

  /** Plugins that do what they should not and work, with a part of the line that tells of it. */
  static Map<PluginJar, Optional<String>> odd() {
    Map<PluginJar, Optional<String>> shelf = new LinkedHashMap<>();
    shelf.put(
        opening("System.out.close();"), Optional.of("called System.out.close, which was ignored"));
    shelf.put(
        opening("Thread.setDefaultUncaughtExceptionHandler((t, e) -> {});"),
        Optional.of("called Thread.setDefaultUncaughtExceptionHandler, which was ignored"));
    shelf.put(
        opening(
            "Thread left = new Thread(() -> { try {"
                + " new java.util.concurrent.CountDownLatch(1).await();"
                + " } catch (InterruptedException e) {} }, \"left-behind\"); left.start();"),
        Optional.empty());
    shelf.put(
        good("broken").file("../evil.txt", "evil").file("/evil.txt", "evil"), Optional.empty());
    shelf.put(
        good("broken").manifest("Class-Path: ../lib/library.jar").file("lib.txt", ""),
        Optional.empty());
    shelf.put(
        good("broken").file("org/messagingagent/spi/MessagingPlugin.class", oldInterface()),
        Optional.empty());
    return shelf;
  }

  /** A plugin that handles messages and does this when it opens. */
  private static PluginJar opening(String statements) {
    return plugin(NAME, HANDLER.replace("return new", statements + " return new"));
  }

  private static byte[] oldInterface() {
    String name = "org.messagingagent.spi.MessagingPlugin";
    return new PluginJar().source(name, OLD_PLUGIN).compile().get(name);
  }

  /** A plugin that handles messages so. */
  static PluginJar handling(String statements) {
    return plugin(
        NAME, HANDLER.replace("return HandleOutcome", statements + " return HandleOutcome"));
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
