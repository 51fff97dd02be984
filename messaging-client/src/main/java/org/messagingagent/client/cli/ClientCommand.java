package org.messagingagent.client.cli;

import java.util.concurrent.Callable;
import org.messagingagent.client.MessagingClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands have in common: a connection, a way to print, an exit code. */
abstract class ClientCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection;
  @Spec private CommandSpec spec;

  ClientCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public final Integer call() {
    Output output = new Output(spec.commandLine().getOut());
    try {
      return run(output).number();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // the library's answer to arguments that it can't use, such as a character beyond XML
      throw new UsageException(e.getMessage(), e);
    }
  }

  abstract ExitCode run(Output output);

  Surroundings surroundings() {
    return surroundings;
  }

  MessagingClient connect() {
    return connection.connect(surroundings);
  }

  boolean json() {
    return connection.json();
  }

  boolean verbose() {
    return connection.verbose();
  }
}
