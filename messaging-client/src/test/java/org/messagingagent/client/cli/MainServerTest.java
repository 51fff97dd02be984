package org.messagingagent.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.RealServer;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;
import picocli.CommandLine;

/** The commands against the project's own server. */
@Timeout(60)
class MainServerTest {

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private RealServer server;

  /** What a command told the shell and printed. */
  private record Result(int exitCode, String out, String err) {

    JsonNode json() throws Exception {
      return new ObjectMapper().readTree(out);
    }
  }

  @BeforeEach
  void start() {
    server = RealServer.in(directory);
    environment.put("MESSAGING_URL", server.url());
    environment.put("MESSAGING_USER", RealServer.USER);
    environment.put("MESSAGING_PASSWORD", RealServer.PASSWORD);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void createMessageReachesThePlugin() throws Exception {
    Result result =
        run("create-message", "--plugin=sms", "--from=+47", "--to=1", "--session-key=s", "Hello");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("Stored");
    var got = RealServer.next(server.handled);
    assertThat(got.content()).isEqualTo("Hello");
    assertThat(got.sessionKey()).contains("s");
  }

  @Test
  void createMessageUnderOneKeyIsStoredOnce() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(
              run("create-message", "--plugin=sms", "--idempotency-key=k", "--session-key=s", "1")
                  .exitCode())
          .isZero();
    }
    run("create-message", "--plugin=sms", "--session-key=s", "marker");
    assertThat(RealServer.next(server.handled).content()).isEqualTo("1");
    assertThat(RealServer.next(server.handled).content()).isEqualTo("marker");
  }

  @Test
  void messageIsSentFollowedAndReported() throws Exception {
    Result sent = run("send", "--plugin=sms", "--to=+47", "--config=account=x", "--json", "Hi");
    assertThat(sent.exitCode()).as(sent.err()).isZero();
    OutgoingMessage message = RealServer.next(server.sent);
    assertThat(RealServer.next(server.configs)).containsEntry("account", "x");
    String id = sent.json().path("statuses").get(0).path("messagingId").asText();
    assertThat(id).isEqualTo(Integer.toString(message.messagingId()));

    Result reported = run("set-status", "--plugin=sms", "--external-id=ext-" + id, "received");
    assertThat(reported.exitCode()).as(reported.err()).isZero();

    Result status = run("status", id, "--json");
    assertThat(status.exitCode()).as(status.err()).isZero();
    JsonNode known = status.json().path("statuses").get(0);
    assertThat(known.path("status").asText()).isEqualTo("RECEIVED");
  }

  @Test
  void sendOfWhichOneFailsIsTold() throws Exception {
    server.sendLike(
        message ->
            message.to().equals("bad")
                ? SendOutcome.rejected("no such number")
                : SendOutcome.sent("ext"));
    Result result = run("send", "--plugin=sms", "--to=bad", "--to=good", "Hi");
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.out()).contains("bad", "REJECTED: no such number", "good", "SENT");
  }

  @Test
  void pluginsAreListed() {
    Result result = run("plugins");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("sms", "text, html", "yes");
  }

  @Test
  void refusalsAreSentencesWithoutStackTraces() {
    Result unknown = run("create-message", "--plugin=fax", "Hi");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("Plugin 'fax' is not installed; installed plugins: sms")
        .doesNotContain("Exception", "\tat ");

    environment.put("MESSAGING_PASSWORD", "wrong one");
    Result wrong = run("plugins");
    assertThat(wrong.exitCode()).isEqualTo(4);
    assertThat(wrong.err()).contains("crm").doesNotContain("wrong one", "Exception");

    server.close();
    assertThat(run("plugins", "--retries=0").exitCode()).isEqualTo(3);
  }

  private Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands =
        Main.commandLine(
            new Surroundings(
                environment, InputStream.nullInputStream(), question -> Optional.empty()));
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Result(commands.execute(args), out.toString(), err.toString());
  }
}
