package org.messagingagent.hosts.lean;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

/**
 * Starts a server, has it handle a message and stops it. Given and giving the JDK's types alone, so
 * that it can be called from one class loader to another.
 */
public final class LeanHost implements UnaryOperator<Map<String, String>> {

  private static final long LONGEST_SECONDS = 20;

  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

  /**
   * @param wanted {@code directory}, and {@code http} or {@code administration} where these are
   *     wanted
   * @return {@code handled}: the message's text; and {@code from}: for each name in {@code classes}
   *     where that class came from
   */
  @Override
  public Map<String, String> apply(Map<String, String> wanted) {
    MessagingServerBuilder builder =
        MessagingServer.builder()
            .dataDirectory(Path.of(wanted.get("directory")))
            .plugin(new Recording())
            .user("crm", "a long password")
            .administration(wanted.containsKey("administration"));
    if (wanted.containsKey("http")) {
      builder.port(0);
    } else {
      builder.noHttp();
    }
    try (MessagingServer server = builder.start()) {
      server
          .agent()
          .createMessage(
              Caller.trusted("host"), IncomingDraft.forPlugin("recording").withContent("hello"));
      String text = handled.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
      return Map.of(
          "handled", String.valueOf(text), "from", places(wanted.getOrDefault("classes", "")));
    } catch (InterruptedException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String places(String names) throws ClassNotFoundException {
    List<String> places = new ArrayList<>();
    for (String name : names.split(" ")) {
      if (!name.isEmpty()) {
        places.add(
            String.valueOf(
                Class.forName(name).getProtectionDomain().getCodeSource().getLocation()));
      }
    }
    return String.join(" ", places);
  }

  private final class Recording implements MessagingPlugin {

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public List<String> formats() {
      return List.of("text");
    }

    @Override
    public Channel open(PluginContext context) {
      IncomingHandler handler =
          message -> {
            handled.add(message.content());
            return HandleOutcome.handled();
          };
      return handler;
    }
  }
}
