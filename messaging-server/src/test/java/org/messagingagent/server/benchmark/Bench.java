package org.messagingagent.server.benchmark;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import org.slf4j.Logger;

/** What the benchmarks share: a place to work, the servers to measure and the requests to send. */
final class Bench {

  private static final int CONTRACT = 87;
  private static final Envelopes ENVELOPES = new Envelopes(CONTRACT);

  private Bench() {}

  /** An empty directory on the disk that the build is on; memory would make fsync free. */
  static Path workDirectory(String name) throws IOException {
    Path target = Path.of("messaging-server", "target");
    if (!Files.isDirectory(target)) {
      target = Path.of("target");
    }
    Path work = target.resolve("benchmark").resolve(name).toAbsolutePath();
    delete(work);
    return Files.createDirectories(work);
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException problem)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The packaged server with the plugin discard. */
  static ServerSetup server(Path directory, List<String> jvmOptions) {
    return ServerSetup.in(directory)
        .jvmAsItComes()
        .with("MESSAGING_PLUGIN_DISCARD_ENABLED", "true")
        .jvm(jvmOptions.toArray(String[]::new));
  }

  /** Jetty without us, in a process whose class path holds nothing else. */
  static ServerProcess bareJetty(Path directory) {
    String classPath =
        Stream.of(
                BareJetty.class,
                Server.class,
                HttpHeader.class,
                Content.class,
                Callback.class,
                Logger.class)
            .map(Bench::location)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(ServerProcess.java().toString(), "-cp", classPath, BareJetty.class.getName());
    return ServerProcess.launch("bare-jetty", command, Map.of(), directory)
        .awaitReady(Duration.ofSeconds(60));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String logOn(ServerProcess server) throws IOException {
    return new RawSoap(CONTRACT).logOn(server.address());
  }

  /** CreateMessage whose whole body has this many bytes, or few more where that is too few. */
  static RequestTemplate createMessage(
      URI server, String ticket, String plugin, String sessionKey, int bodyBytes) {
    int bare = createMessage(server, ticket, plugin, sessionKey, "").bodyLength();
    return createMessage(
        server, ticket, plugin, sessionKey, "x".repeat(Math.max(0, bodyBytes - bare)));
  }

  private static RequestTemplate createMessage(
      URI server, String ticket, String plugin, String sessionKey, String filling) {
    Envelopes.Incoming message =
        new Envelopes.Incoming(
            "+4711", "+4722", filling + RequestTemplate.COUNTER, "", sessionKey, plugin);
    return request(server, "Messaging", "CreateMessage", ticket, Envelopes.createMessage(message));
  }

  static RequestTemplate getPlugins(URI server, String ticket) {
    return request(server, "Messaging", "GetPlugins", ticket, Envelopes.getPlugins());
  }

  static RequestTemplate sendMessages(URI server, String ticket, String plugin, int batch) {
    List<String> contents = Stream.generate(() -> "x".repeat(160)).limit(batch).toList();
    return sendMessages(server, ticket, Envelopes.sendMessages(plugin, contents));
  }

  /**
   * @param body as {@link Envelopes} makes it
   */
  static RequestTemplate sendMessages(URI server, String ticket, String body) {
    return request(server, "Messaging", "SendMessages", ticket, body);
  }

  static RequestTemplate logOnRequest(URI server) {
    return RequestTemplate.post(
        server.resolve("/Remote/Services%d/SoPrincipal.svc".formatted(CONTRACT)),
        ENVELOPES.action("SoPrincipal", "AuthenticateUsernamePassword"),
        ENVELOPES.soap11(
            Optional.empty(), Envelopes.logOn(ServerSetup.USER, ServerSetup.PASSWORD)));
  }

  private static RequestTemplate request(
      URI server, String service, String operation, String ticket, String body) {
    return RequestTemplate.post(
        server.resolve("/Remote/Services%d/%s.svc".formatted(CONTRACT, service)),
        ENVELOPES.action(service, operation),
        ENVELOPES.soap11(Optional.of(ticket), body));
  }
}
