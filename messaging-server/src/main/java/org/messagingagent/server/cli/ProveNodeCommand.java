package org.messagingagent.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.prove.NodeStart;
import org.messagingagent.server.prove.ProvePlugin;
import org.messagingagent.server.support.DaemonThreads;
import picocli.CommandLine.Command;

/** A node of a proof: a server with the proof's plugin alone, which ends when the proof does. */
@Command(name = "prove-node", hidden = true, description = "Runs a node of 'prove'.")
final class ProveNodeCommand implements Runnable {

  private final Context context;
  private final Main.Lifetime lifetime;

  ProveNodeCommand(Context context, Main.Lifetime lifetime) {
    this.context = context;
    this.lifetime = lifetime;
  }

  @Override
  public void run() {
    Map<String, String> environment = context.terminal().environment();
    ProvePlugin plugin =
        new ProvePlugin(
            told(environment, NodeStart.NODE),
            Integer.parseInt(told(environment, NodeStart.PORT)),
            told(environment, NodeStart.TOKEN));
    SettingsReader.Result settings = context.settings();
    context.logs().apply("info", "plain");
    InputStream in = context.terminal().in();
    DaemonThreads.named("prove-parent").newThread(() -> endWith(in)).start();
    try (Launcher.Running server =
        new ServerLauncher(List.of(plugin)).start(settings.server(), name -> Map.of())) {
      context.terminal().print("Messaging agent ready at " + server.address());
      lifetime.await(server);
    }
  }

  private static String told(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .orElseThrow(() -> new CliException("Only 'prove' starts its nodes; use that command"));
  }

  /** The proof holds the other end, which closes however it ends. */
  private static void endWith(InputStream in) {
    try {
      while (in.read() >= 0) {
        // Nothing is said here.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(1);
  }
}
