package org.messagingagent.server.prove;

import java.io.IOException;
import java.util.Locale;

/** Stops a process and lets it go on, with signals. */
final class Pause {

  private Pause() {}

  /** Whether this system can. */
  static boolean isPossible() {
    return !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
  }

  /**
   * Pauses it for so long, and waits. A process of its own does the work, so that the paused one
   * goes on also where ours ends meanwhile.
   */
  static void process(long pid, long seconds) throws IOException, InterruptedException {
    Process pause =
        new ProcessBuilder(
                "sh",
                "-c",
                "kill -STOP \"$1\" && sleep \"$2\" && kill -CONT \"$1\"",
                "pause",
                Long.toString(pid),
                Long.toString(seconds))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (pause.waitFor() != 0) {
      throw new IOException("The process %d could not be paused".formatted(pid));
    }
  }
}
