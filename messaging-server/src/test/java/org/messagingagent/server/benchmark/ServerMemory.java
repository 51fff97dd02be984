package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.server.e2e.ServerProcess;

/** What a server's process holds, as the system and the JDK's own tools tell it. */
final class ServerMemory {

  private static final Pattern USED = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
  private static final long LIMIT_SECONDS = 60;

  private ServerMemory() {}

  /** All threads of the process, those of the JVM itself included. */
  static int threads(ServerProcess server) throws IOException {
    String status = Files.readString(Path.of("/proc/%d/status".formatted(server.pid())));
    return (int) number(THREADS, status);
  }

  /** The heap that is in use after a full garbage collection, in bytes. */
  static long liveHeap(ServerProcess server) throws IOException {
    jcmd(server, "GC.run");
    return 1024 * number(USED, jcmd(server, "GC.heap_info"));
  }

  private static String jcmd(ServerProcess server, String command) throws IOException {
    Path jcmd = ServerProcess.java().resolveSibling("jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(server.pid()), command)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("jcmd %s failed: %s".formatted(command, output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
    return output;
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("No %s in: %s".formatted(pattern, text));
    }
    return Long.parseLong(matcher.group(1));
  }
}
