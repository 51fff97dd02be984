package org.messagingagent.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.client.ScriptedServer.created;
import static org.messagingagent.client.ScriptedServer.cut;
import static org.messagingagent.client.ScriptedServer.envelope;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.http;
import static org.messagingagent.client.ScriptedServer.plugins;
import static org.messagingagent.client.ScriptedServer.refusedLogOn;
import static org.messagingagent.client.ScriptedServer.statuses;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.client.ScriptedServer;
import org.messagingagent.client.TestProxy;
import org.messagingagent.client.TestTls;
import picocli.CommandLine;

class MainTest {

  private final ScriptedServer server = new ScriptedServer();
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private InputStream in = InputStream.nullInputStream();
  private Optional<String> typed = Optional.empty();

  @TempDir private Path dir;

  MainTest() {
    environment.put("MESSAGING_URL", server.url());
    environment.put("MESSAGING_USER", "admin");
    environment.put("MESSAGING_PASSWORD", "secret");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... args) {
    CommandLine commands = Main.commandLine(new Surroundings(environment, in, question -> typed));
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(args);
  }

  private String body() {
    return server.requests.get(0).body();
  }

  @Test
  void createMessageSaysThatItIsStored() {
    server.then(created());
    int code = run("create-message", "--plugin", "file", "--from", "+47", "--to", "1", "Hello <b>");
    assertThat(code).isZero();
    assertThat(out).hasToString("Stored; plugin file will handle it." + System.lineSeparator());
    assertThat(body()).contains("<m:Content>Hello &lt;b&gt;</m:Content>", "<m:From>+47</m:From>");
  }

  @Test
  void createMessageTellsScriptsItsKey() {
    server.then(created());
    assertThat(run("create-message", "--plugin", "file", "--idempotency-key", "k1", "--json", "x"))
        .isZero();
    assertThat(out.toString().strip())
        .isEqualTo("{\"stored\":true,\"plugin\":\"file\",\"idempotencyKey\":\"k1\"}");
    assertThat(server.requests.get(0).key()).contains("k1");
  }

  @Test
  void contentComesFromStandardInputExactly() {
    server.then(created());
    in = new ByteArrayInputStream("line\r\nøæ \uD83D\uDE00\n".getBytes(StandardCharsets.UTF_8));
    assertThat(run("create-message", "--plugin", "file", "-")).isZero();
    assertThat(body()).contains("<m:Content>line&#13;\nøæ \uD83D\uDE00\n</m:Content>");
  }

  @Test
  void contentComesFromAFile() throws IOException {
    server.then(created());
    Path file = Files.writeString(dir.resolve("text"), "from a file");
    assertThat(run("create-message", "--plugin", "file", "--content-file", file.toString()))
        .isZero();
    assertThat(body()).contains("<m:Content>from a file</m:Content>");
  }

  @Test
  void contentThatCannotBeReadIsAMatterOfUsage() throws IOException {
    assertThat(run("create-message", "--plugin", "file", "--content-file", "no-such-file"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("no-such-file does not exist");
    Path latin1 = Files.write(dir.resolve("latin1"), new byte[] {(byte) 0xE6});
    assertThat(run("create-message", "--plugin", "file", "--content-file", latin1.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("is not UTF-8");
    assertThat(run("create-message", "--plugin", "file", "bad \u0001")).isEqualTo(2);
    assertThat(err.toString()).contains("U+0001");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void sendPrintsATableAndTellsAPartialFailure() {
    server.then(statuses("SendMessages", "11", "1", "", "12", "0", "REJECTED: no such number"));
    int code = run("send", "--plugin", "sms", "--to", "+4712345678", "--to", "x", "Hi");
    assertThat(code).isEqualTo(5);
    assertThat(out.toString().lines())
        .containsExactly(
            "TO           ID  STATUS  DESCRIPTION",
            "+4712345678  11  SENT",
            "x            12  ERROR   REJECTED: no such number");
  }

  @ParameterizedTest
  @CsvSource({
    "1, '', 0",
    "3, '', 0",
    "0, REJECTED: no, 1",
    "0, NOT_SENT: down, 1",
    "0, OUTCOME_UNKNOWN: cut, 5",
    "0, IN_PROGRESS: wait, 5"
  })
  void sendTellsTheShellWhatBecameOfTheMessage(String status, String description, int expected) {
    server.then(statuses("SendMessages", "11", status, description));
    assertThat(run("send", "--plugin", "sms", "--to", "1", "Hi")).isEqualTo(expected);
  }

  @Test
  void sendWithConfigUsesTheOtherOperationAndPrintsJson() {
    server.then(statuses("SendMessagesWithConfig", "11", "1", ""));
    int code =
        run(
            "send",
            "--plugin",
            "sms",
            "--to",
            "1",
            "--config",
            "user=u",
            "--config",
            "pass=a=b",
            "--idempotency-key",
            "k",
            "--json",
            "Hi");
    assertThat(code).isZero();
    assertThat(out.toString().strip())
        .isEqualTo(
            "{\"idempotencyKey\":\"k\",\"statuses\":[{\"to\":\"1\",\"messagingId\":11,"
                + "\"status\":\"SENT\",\"statusCode\":1,\"description\":\"\"}]}");
    assertThat(body()).contains("<m:Key>pass</m:Key><m:Value>a=b</m:Value>");
  }

  @Test
  void statusShowsEachId() {
    server.then(
        statuses("GetDeliveryStatus", "5", "4", "thanks", "6", "0", "UNKNOWN_ID: \u0085none"));
    assertThat(run("status", "5", "6")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "ID  STATUS   DESCRIPTION", "5   REPLIED  thanks", "6   ERROR    UNKNOWN_ID:  none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delivery-error", "DELIVERY_ERROR", "2"})
  void setStatusTakesNamesAndNumbers(String status) {
    server.then(envelope("<Succeeded>true</Succeeded>", "<SetDeliveryStatusResponse/>"));
    assertThat(run("set-status", "--plugin", "sms", "--external-id", "e1", status)).isZero();
    assertThat(body()).contains("<m:Status>2</m:Status>");
    assertThat(out.toString()).startsWith("Reported DELIVERY_ERROR for e1 of plugin sms.");
  }

  @Test
  void pluginsAreListed() {
    server.then(plugins(), plugins());
    assertThat(run("plugins")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "NAME     CONFIG  FORMATS", "file     yes     sms/160, text", "discard  no      (any)");
    out.getBuffer().setLength(0);
    assertThat(run("plugins", "--json")).isZero();
    assertThat(out.toString().strip())
        .isEqualTo(
            "{\"plugins\":[{\"name\":\"file\",\"formats\":[\"sms/160\",\"text\"],"
                + "\"supportsConfig\":true},{\"name\":\"discard\",\"formats\":[],"
                + "\"supportsConfig\":false}]}");
  }

  @Test
  void theWayToTheServerIsChosenByOptions() throws IOException {
    server.otherwise(plugins());
    try (TestProxy proxy = new TestProxy()) {
      environment.put("MESSAGING_PROXY_PASSWORD", "p");
      String address = "127.0.0.1:" + proxy.port();
      assertThat(run("plugins", "--proxy", address, "--proxy-user", "u", "--soap", "1.2")).isZero();
      environment.put("MESSAGING_PROXY", address);
      assertThat(run("plugins", "--contract", "88")).isZero();
      assertThat(proxy.heads).isNotEmpty();
      assertThat(proxy.heads.get(0)).containsIgnoringCase("Proxy-Authorization: Basic dTpw");
    }
    assertThat(body()).contains("http://www.w3.org/2003/05/soap-envelope");
    assertThat(server.requests.get(1).path()).contains("Services88");
  }

  @Test
  void certificatesComeFromFiles() {
    environment.put("MESSAGING_CERTIFICATE_PASSWORD", TestTls.PASSWORD);
    try (ScriptedServer secure = ScriptedServer.secure(TestTls.server(TestTls.GOOD), true)) {
      secure.otherwise(plugins());
      String[] command = {
        "plugins",
        "--url",
        "https://localhost:" + secure.port(),
        "--trust",
        TestTls.AUTHORITY.toString(),
        "--client-certificate",
        TestTls.GOOD.toString()
      };
      assertThat(run(command)).as(err.toString()).isZero();
    }
  }

  @Test
  void ofManyReceiversThoseThatWereSentToAreShownBeforeTheError() {
    server.then(statuses("SendMessages", sentTo(1000)), fault(500, "PLUGIN_CANNOT", "gone"));
    List<String> command =
        new ArrayList<>(List.of("send", "--plugin", "sms", "--idempotency-key", "k"));
    for (int i = 0; i < 1001; i++) {
      command.addAll(List.of("--to", Integer.toString(i)));
    }
    command.add("Hi");
    assertThat(run(command.toArray(String[]::new))).isEqualTo(5);
    assertThat(out.toString().lines()).hasSize(1001);
    assertThat(err.toString())
        .contains("first 1000", "gone", "To repeat it safely, add: --idempotency-key k");
  }

  private static String[] sentTo(int receivers) {
    return IntStream.range(0, receivers)
        .boxed()
        .flatMap(id -> Stream.of(Integer.toString(id), "1", ""))
        .toArray(String[]::new);
  }

  @Test
  void aRefusalIsOneLineAndCode1() {
    server.otherwise(fault(500, "PLUGIN_NOT_INSTALLED", "Plugin 'x' is not installed"));
    assertThat(run("create-message", "--plugin", "x", "Hi")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("Plugin 'x' is not installed");
    err.getBuffer().setLength(0);
    run("create-message", "--plugin", "x", "--idempotency-key", "k", "--json", "Hi");
    assertThat(err.toString().strip())
        .isEqualTo(
            "{\"error\":{\"kind\":\"FAILED\",\"code\":\"PLUGIN_NOT_INSTALLED\","
                + "\"message\":\"Plugin 'x' is not installed\",\"idempotencyKey\":\"k\"}}");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aBusyServerIsCode3() {
    server.otherwise(fault(503, "TRY_AGAIN", "The server is busy"));
    assertThat(run("plugins", "--retries", "0")).isEqualTo(3);
    assertThat(err.toString()).contains("The server is busy");
  }

  @Test
  void aWrongPasswordIsCode4AndShowsTheWayOut() {
    server.onLogOn(refusedLogOn());
    assertThat(run("plugins")).isEqualTo(4);
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).contains("'admin'", "--password-file").doesNotContain("secret");
  }

  @Test
  void aLostAnswerIsCode5AndShowsHowToRepeatSafely() {
    server.otherwise(cut());
    int code =
        run(
            "send",
            "--plugin",
            "sms",
            "--to",
            "1",
            "--retries",
            "0",
            "--idempotency-key",
            "k9",
            "Hi");
    assertThat(code).isEqualTo(5);
    assertThat(err.toString()).contains("To repeat it safely, add: --idempotency-key k9");
  }

  @Test
  void somethingElseAtTheAddressIsCode1() {
    server.otherwise(http(200, Map.of("Content-Type", "text/html"), "<html></html>"));
    assertThat(run("plugins")).isEqualTo(1);
    assertThat(err.toString()).contains("check the address").doesNotContain("\tat ");
  }

  @Test
  void verboseShowsTheStackTrace() {
    server.otherwise(http(200, Map.of("Content-Type", "text/html"), "<html></html>"));
    run("plugins", "--verbose");
    assertThat(err.toString()).contains("UnexpectedAnswerException", "\tat ");
  }

  @Test
  void aPasswordComesFromTheFileOrThePersonAtTheTerminal() throws IOException {
    server.otherwise(plugins());
    environment.remove("MESSAGING_PASSWORD");
    assertThat(run("plugins")).isEqualTo(2);
    assertThat(err.toString()).contains("MESSAGING_PASSWORD", "--password-file");
    Path file = Files.writeString(dir.resolve("password"), "secret\n");
    assertThat(run("plugins", "--password-file", file.toString())).isZero();
    typed = Optional.of("typed");
    assertThat(run("plugins")).isZero();
  }

  @Test
  void aTicketNeedsNoUser() {
    server.otherwise(plugins());
    environment.remove("MESSAGING_USER");
    assertThat(run("plugins", "--ticket", "7T:abc")).isZero();
    assertThat(body()).contains("<m:Ticket>7T:abc</m:Ticket>");
    environment.put("MESSAGING_TICKET", "7T:env");
    assertThat(run("plugins")).isZero();
    assertThat(server.requests.get(1).body()).contains("<m:Ticket>7T:env</m:Ticket>");
    assertThat(server.logOns).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "send --plugin x --to y",
        "send --plugin x text",
        "status",
        "status seven",
        "plugins --contract 70",
        "plugins --timeout 0",
        "plugins --url nowhere",
        "plugins --soap 2",
        "plugins --proxy nowhere",
        "plugins --proxy host:99999",
        "plugins --trust no-such-file",
        "plugins --client-certificate no-such-file",
        "plugins --proxy host:1 --proxy-user u",
        "set-status --plugin x --external-id e maybe",
        "send --plugin x --to y --content-file f text",
        "send --plugin x --to y --contract 80 --config a=b text",
        "create-message --plugin x --idempotency-key æ text"
      })
  void whatCannotBeUsedIsCode2InOneOrTwoLines(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString().lines().count()).isBetween(1L, 2L);
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "send --help", "create-message --help", "--version"})
  void helpGoesToStandardOutput(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(out.toString()).contains("messaging-client");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpTellsTheExitCodes() {
    run("--help");
    assertThat(out.toString()).contains("Exit codes:", "  5   ");
  }
}
