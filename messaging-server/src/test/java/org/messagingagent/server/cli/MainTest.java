package org.messagingagent.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.sqlite.SqliteStore;
import org.messagingagent.server.support.CapturedLog;

/** The commands in this process, with the real server. */
class MainTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path directory;

  private final Deque<String> typed = new ArrayDeque<>();
  private final List<String> questions = new ArrayList<>();
  private Map<String, String> environment = Map.of();
  private String input = "";
  private Main.Lifetime lifetime = server -> {};
  private Path data;
  private String out;
  private String err;

  @BeforeEach
  void place() {
    data = directory.resolve("data");
  }

  @Test
  void serverSaysWhereItIsInTheLastLineAndStops() {
    List<Integer> statuses = new ArrayList<>();
    lifetime = server -> statuses.add(get(server.address().resolve("/health/ready")));

    int status = run("--set", "messaging.http.port=0");

    assertThat(status).isZero();
    assertThat(statuses).containsExactly(200);
    assertThat(lines(out))
        .last()
        .asString()
        .matches("Messaging agent ready at http://127\\.0\\.0\\.1:[0-9]+");
    assertThat(out).contains("initial-password");
    assertThat(data.resolve("administration.json")).doesNotExist();
  }

  @Test
  void firstUserIsTheConfiguredOne() {
    environment =
        Map.of(
            "MESSAGING_BOOTSTRAP_USER", "crm",
            "MESSAGING_BOOTSTRAP_PASSWORD", "long enough",
            "MESSAGING_HTTP_PORT", "0");

    assertThat(run("serve")).isZero();

    assertThat(out).doesNotContain("initial-password");
    assertThat(run("user", "list")).isZero();
    assertThat(out).contains("crm");
  }

  @Test
  void unknownSettingIsToldWithTheNearestAndExitStatusTwo() throws Exception {
    Path file = Files.writeString(directory.resolve("x.properties"), "messaging.http.prot=1");

    assertThat(run("serve", "--config", file.toString())).isEqualTo(2);

    assertThat(out).isEmpty();
    assertThat(err)
        .isEqualTo(
            "messaging-server: Unknown setting 'messaging.http.prot' (%s); did you mean messaging.http.port?%n"
                .formatted(file));
    assertThat(data).doesNotExist();
  }

  @Test
  void settingsOfAPluginThatIsNotThereAreWarnedAbout() {
    try (CapturedLog log = CapturedLog.of(ServeCommand.class)) {
      assertThat(
              run(
                  "serve",
                  "--set",
                  "messaging.http.port=0",
                  "--set",
                  "messaging.plugin.discrad.enabled=true",
                  "--set",
                  "messaging.plugin.smtp.host=mail.example.org",
                  "--set",
                  "messaging.plugins.instances.second=discard",
                  "--set",
                  "messaging.plugin.second.limits.send-rate=5"))
          .isZero();

      assertThat(log.warnings())
          .containsExactly(
              "There are settings of a plugin 'discrad', and no such plugin was found; did you mean"
                  + " discard?; 'plugins' lists those that there are");
    }
  }

  @Test
  void portInUseAndDirectoryInUseAreTold() {
    List<Integer> statuses = new ArrayList<>();
    List<String> said = new ArrayList<>();
    lifetime =
        server -> {
          lifetime = other -> {};
          statuses.add(run("--set", "messaging.http.port=0"));
          said.add(err);
          String port = "messaging.http.port=" + server.address().getPort();
          statuses.add(runIn(directory.resolve("other"), "serve", "--set", port));
          said.add(err);
        };

    assertThat(run("--set", "messaging.http.port=0")).isZero();

    assertThat(statuses).containsExactly(1, 1);
    assertThat(said.get(0)).contains(data.toString(), "in use by another server");
    assertThat(said.get(1)).contains("the port is in use", "messaging.http.port");
  }

  @Test
  void directoryThatCannotBeMadeIsTold() throws Exception {
    Files.writeString(directory.resolve("file"), "");

    assertThat(runIn(directory.resolve("file/data"), "serve", "--set", "messaging.http.port=0"))
        .isEqualTo(1);

    assertThat(err).startsWith("messaging-server: The data directory ").doesNotContain("Exception");
  }

  @Test
  void commandsActOnTheRunningServer() {
    lifetime =
        server -> {
          input = "long enough\nsecond line\n";
          assertThat(run("user", "add", "bob", "--password-stdin")).isZero();
          assertThat(out).isEqualTo("Added user bob%n".formatted());
          assertThat(run("user", "list")).isZero();
          assertThat(lines(out)).hasSize(3).last().asString().startsWith("bob ");
          assertThat(run("plugins")).isZero();
          assertThat(out).contains("file", "running", "receive, send");
          assertThat(run("messages", "list")).isZero();
          assertThat(run("user", "remove", "bob")).isZero();
        };

    assertThat(run("--set", "messaging.http.port=0")).isZero();

    assertThat(run("user", "list")).isZero();
    assertThat(out).contains("admin").doesNotContain("bob");
  }

  @Test
  void pluginOfTheRunningServerIsDescribedPausedAndResumed() {
    lifetime =
        server -> {
          assertThat(run("plugins", "describe", "file")).isZero();
          assertThat(out)
              .contains("messaging.plugin.file.directory = ", "limits.send-rate = 0", "none yet");
          assertThat(run("plugins", "pause", "file")).isZero();
          assertThat(run("plugins", "list")).isZero();
          assertThat(out).contains("paused", "file: an operator paused it");
          assertThat(run("plugins", "resume", "file")).isZero();
          assertThat(run("plugins", "list")).isZero();
          assertThat(out).contains("running").doesNotContain("paused");
          assertThat(run("plugins", "restart", "file")).isZero();
          assertThat(lines(out)).first().asString().startsWith("Restarting plugin file");
          assertThat(lines(out)).last().asString().startsWith("Plugin file was restarted: ");
          for (String verb : List.of("describe", "pause", "resume", "restart")) {
            assertThat(run("plugins", verb, "fiel")).isEqualTo(1);
            assertThat(err).contains("There is no plugin 'fiel'; there are: discard, file");
          }
        };

    assertThat(run("--set", "messaging.http.port=0")).isZero();

    assertThat(run("plugins", "pause", "file")).isEqualTo(1);
    assertThat(err).contains("No server runs on this data directory");
  }

  @Test
  void commandsActOnTheStoreWhereNoServerRuns() throws Exception {
    prepare();
    Path password = Files.writeString(directory.resolve("password"), "long enough\n");

    assertThat(run("user", "add", "bob", "--password-file", password.toString())).isZero();
    assertThat(run("user", "password", "bob", "--generate")).isZero();
    assertThat(out).containsPattern("Password: [A-Za-z0-9_-]{24}");
    assertThat(run("user", "list", "--json")).isZero();
    assertThat(json(out).get(0).get("name").asText()).isEqualTo("bob");
    assertThat(run("plugins")).isZero();
    assertThat(out).contains("where no server runs");
    assertThat(run("user", "add", "bob", "--generate")).isEqualTo(1);
    assertThat(err).contains("There is a user 'bob' already");
    assertThat(run("user", "remove", "alice")).isEqualTo(1);
    assertThat(err).contains("There is no user 'alice'");
  }

  @Test
  void fileOfAServerThatWasKilledDoesNotMatter() throws Exception {
    prepare();
    Files.writeString(
        data.resolve("administration.json"),
        "{\"address\":\"http://127.0.0.1:9\",\"token\":\"x\"}");

    assertThat(run("user", "list")).isZero();
  }

  @Test
  void passwordIsAskedForTwice() throws Exception {
    prepare();
    typed.addAll(List.of("long enough", "long enough"));
    assertThat(run("user", "add", "bob")).isZero();

    typed.addAll(List.of("long enough", "long enouhg"));
    assertThat(run("user", "add", "carol")).isEqualTo(1);
    assertThat(err).contains("differ");

    assertThat(run("user", "add", "carol")).isEqualTo(1);
    assertThat(err).contains("--password-stdin");

    assertThat(run("user", "add", "carol", "--generate", "--password-stdin")).isEqualTo(2);
    input = "";
    assertThat(run("user", "add", "carol", "--password-stdin")).isEqualTo(1);
    assertThat(err).contains("no password in the first line of standard input");
    input = "short\n";
    assertThat(run("user", "add", "carol", "--password-stdin")).isEqualTo(1);
    assertThat(err).contains("8 to 256").doesNotContain("short");
  }

  @Test
  void proofDoesNotGoToSqliteWhereTheDatabasesAddressCannotBeMadeOut() {
    assertThat(run("prove", "--set", "messaging.store.url=jdbc:postgresql://db:99999/m"))
        .isEqualTo(2);

    assertThat(err).contains("messaging.store.url", "'jdbc:postgresql://db:99999/m'", "write it");
    assertThat(data).doesNotExist();
  }

  @Test
  void fileLeftBehindByAMoveToPostgresIsNeitherBackedUpNorChecked() throws Exception {
    prepare();
    String postgres = "messaging.store.url=jdbc:postgresql://db/m?password=hush";
    Path backup = directory.resolve("backup.db");

    assertThat(run("store", "backup", backup.toString(), "--set", postgres)).isEqualTo(1);
    assertThat(err).contains("jdbc:postgresql://db/m", "pg_dump").doesNotContain("hush");
    assertThat(backup).doesNotExist();
    assertThat(run("store", "check", "--set", postgres)).isEqualTo(1);
    assertThat(err).contains("pg_dump");
  }

  @Test
  void missingDataDirectoryIsNotMadeByACommand() {
    assertThat(run("user", "list")).isEqualTo(1);

    assertThat(err).contains("There is no data directory", "--data-dir");
    assertThat(data).doesNotExist();
  }

  @Test
  void messagesAreListedShownRetriedAndDiscarded() throws Exception {
    List<Long> ids = prepare();
    String dead = ids.get(0).toString();
    String waiting = ids.get(1).toString();

    assertThat(run("messages", "list")).isZero();
    assertThat(lines(out)).hasSize(3);
    assertThat(out).contains("dead", "no route\\u001b[31m", "waiting").doesNotContain("\u001b");
    assertThat(run("messages", "list", "--limit", "1")).isZero();
    assertThat(lines(out)).last().asString().isEqualTo("There may be more: --before " + waiting);
    assertThat(run("messages", "list", "--before", waiting, "--state", "dead", "--json")).isZero();
    assertThat(json(out)).hasSize(1);
    assertThat(json(out).get(0).get("reason").asText()).startsWith("no route");
    assertThat(run("messages", "show", dead)).isZero();
    assertThat(out).contains("Content:       Grüße\nzweite Zeile", "From:          +47");
    assertThat(run("messages", "show", dead, "--json")).isZero();
    assertThat(json(out).get("content").asText()).isEqualTo("Grüße\nzweite Zeile");

    assertThat(run("messages", "retry", dead, "999")).isEqualTo(1);
    assertThat(out).isEqualTo("%s retried, was dead%n".formatted(dead));
    assertThat(err).contains("There is no incoming message 999");
    assertThat(run("messages", "discard", dead, waiting, "--because", "spam")).isZero();
    assertThat(lines(out)).hasSize(2);
    assertThat(run("messages", "show", dead)).isZero();
    assertThat(out).contains("discarded", "spam");
    assertThat(run("messages", "show", "x")).isEqualTo(2);
    assertThat(run("messages", "list", "--state", "gone")).isEqualTo(1);
    assertThat(err).contains("waiting, handled, dead, discarded");
    assertThat(run("messages", "counts")).isZero();
    assertThat(out).contains("incoming", "sms", "outgoing", "in flight");
  }

  @Test
  void matchesAreCountedFirstAndMoreThanOneIsChangedOnlyWithAll() throws Exception {
    List<Long> ids = prepare();
    long other = addDead("mail", "No ROUTE to host");
    long third = addDead("mail", "timeout");
    String[] dead = {"messages", "retry", "--state", "dead"};

    assertThat(run(with(dead, "--dry-run"))).isZero();
    assertThat(out)
        .isEqualTo("3 would be retried: %d, %d, %d%n".formatted(ids.get(0), other, third));
    assertThat(run(dead)).isEqualTo(1);
    assertThat(err).contains("3 messages match", "nothing was changed", "--all");
    assertThat(run("messages", "list", "--state", "dead", "--json")).isZero();
    assertThat(json(out)).hasSize(3);
    assertThat(run("messages", "retry", "--reason", "no route", "--plugin", "mail")).isZero();
    assertThat(out).isEqualTo("1 of 1 retried%n".formatted());
    assertThat(run(with(dead, "--all", "--json"))).isZero();
    assertThat(json(out).get("changed").asInt()).isEqualTo(2);
    assertThat(run(with(dead, "--all"))).isZero();
    assertThat(out).isEqualTo("No message matches%n".formatted());
    assertThat(questions).isEmpty();
  }

  @Test
  void messagesThatMatchAreDiscardedWithTheReason() throws Exception {
    List<Long> ids = prepare();

    assertThat(run("messages", "discard", "--plugin", "sms", "--because", "test data")).isZero();
    assertThat(out).isEqualTo("1 of 1 discarded%n".formatted());
    assertThat(run("messages", "show", ids.get(0).toString())).isZero();
    assertThat(out).contains("discarded", "test data");
    assertThat(run("messages", "show", ids.get(1).toString())).isZero();
    assertThat(out).contains("waiting");
    assertThat(run("messages", "discard", "--older-than", "1h")).isZero();
    assertThat(run("messages", "list", "--newer-than", "soon")).isEqualTo(1);
    assertThat(err).contains("--newer-than", "'soon'");
  }

  @Test
  void handledMessagesAreNeitherRetriedNorDiscarded() throws Exception {
    prepare();

    for (String verb : List.of("retry", "discard")) {
      assertThat(run("messages", verb, "--state", "handled", "--all")).isEqualTo(1);
      assertThat(err).contains("Handled messages cannot be", "nothing was changed");
    }
  }

  @Test
  void dryRunOfNamedMessagesChangesNothing() throws Exception {
    List<Long> ids = prepare();
    String dead = ids.get(0).toString();

    assertThat(run("messages", "retry", dead, "--dry-run")).isZero();
    assertThat(out).isEqualTo("%s would be retried, is dead%n".formatted(dead));
    assertThat(run("messages", "show", dead)).isZero();
    assertThat(out).contains("dead");
  }

  @Test
  void whatOperatorsDidIsListed() throws Exception {
    List<Long> ids = prepare();
    run("messages", "retry", ids.get(0).toString());
    run("user", "remove", "nobody");

    assertThat(run("audit", "list", "--json")).isZero();
    JsonNode records = json(out);
    assertThat(records).hasSize(2);
    assertThat(records.get(0).get("action").asText()).isEqualTo("user remove");
    assertThat(records.get(0).get("outcome").asText()).startsWith("refused: There is no user");
    assertThat(records.get(1).get("target").asText()).isEqualTo("message " + ids.get(0));
    assertThat(records.get(1).get("outcome").asText()).isEqualTo("done, was dead");
    assertThat(records.get(1).get("actor").asText()).isEqualTo("local command");
    assertThat(run("audit", "list", "--actor", "somebody", "--json")).isZero();
    assertThat(json(out)).isEmpty();
    assertThat(run("audit", "list", "--newer-than", "1h")).isZero();
    assertThat(out).contains("OUTCOME", "messages retry");
  }

  @Test
  void queuesAreShownByPluginAndPartition() throws Exception {
    prepare();

    assertThat(run("queues", "--json")).isZero();
    JsonNode queue = json(out).get(0);
    assertThat(queue.get("plugin").asText()).isEqualTo("sms");
    assertThat(queue.get("waiting").asLong()).isEqualTo(1);
    assertThat(queue.get("dead").asLong()).isEqualTo(1);
    assertThat(run("queues")).isZero();
    assertThat(out).contains("OLDEST", "sms");
    assertThat(run("queues", "sms", "--partitions", "--json")).isZero();
    assertThat(json(out).get(0).get("waiting").asLong()).isEqualTo(1);
    assertThat(run("nodes", "--json")).isZero();
    assertThat(json(out)).isEmpty();
  }

  @Test
  void rolesAreGivenShownAndTaken() throws Exception {
    prepare();

    assertThat(run("user", "add", "olga", "--role", "operator", "--role", "caller", "--generate"))
        .isZero();
    assertThat(run("user", "list")).isZero();
    assertThat(out).contains("ROLES").containsPattern("olga .* caller, operator");
    assertThat(run("user", "revoke", "olga", "--role", "caller")).isZero();
    assertThat(run("user", "grant", "nobody", "--role", "caller")).isEqualTo(1);
    assertThat(run("user", "grant", "olga", "--role", "king")).isEqualTo(1);
    assertThat(err).contains("There is no role 'king'; there are caller, operator");
    assertThat(run("user", "list", "--json")).isZero();
    assertThat(json(out).toString()).contains("[\"operator\"]");
  }

  @Test
  void serverOfAnotherMachineNeedsAUserAndAnAddress() {
    assertThat(run("queues", "--server", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err).contains("--server and --user go together");
    assertThat(run("queues", "--server", "ftp://x", "--user", "olga")).isEqualTo(1);
    assertThat(err).contains("'ftp://x'");
    assertThat(run("queues", "--server", "http://127.0.0.1:1", "--user", "olga")).isEqualTo(1);
    assertThat(err).contains("MESSAGING_ADMIN_PASSWORD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 --all", "1 --plugin sms", "--all", "--dry-run"})
  void unclearChoiceOfMessagesIsRefused(String choice) {
    for (String verb : List.of("retry", "discard")) {
      assertThat(run(("messages " + verb + " " + choice).strip().split(" "))).isEqualTo(1);
      assertThat(err).contains("filters");
    }
  }

  @Test
  void outgoingMessagesAreListedAndNeverRetried() throws Exception {
    prepare();

    assertThat(run("messages", "list", "--outgoing", "--state", "in-flight", "--json")).isZero();
    int id = json(out).get(0).get("messagingId").asInt();
    assertThat(run("messages", "list", "--outgoing")).isZero();
    assertThat(out).contains("STATUS", "in flight");
    assertThat(run("messages", "show", "--outgoing", Integer.toString(id))).isZero();
    assertThat(out).contains("Messaging id:  " + id);
    assertThat(run("messages", "show", "--outgoing", "99999999999")).isEqualTo(1);
    for (String change : List.of("retry", "discard")) {
      assertThat(run("messages", change, "--outgoing", Integer.toString(id))).isEqualTo(1);
      assertThat(err).contains("content is not kept", "caller sends again");
    }
    assertThat(run("messages", "list", "--outgoing", "--session", "s")).isEqualTo(1);
  }

  @Test
  void reportsWithoutAMessageAreListedAndCounted() throws Exception {
    prepareReports();

    assertThat(run("receipts", "list")).isZero();
    assertThat(lines(out)).hasSize(4);
    assertThat(lines(out).get(1)).contains("sms", "new-\\u001b", "waiting", "received", "crm");
    assertThat(run("receipts", "list", "--orphaned", "--plugin", "sms", "--json")).isZero();
    assertThat(json(out)).hasSize(1);
    assertThat(json(out).get(0).get("externalId").asText()).isEqualTo("old");
    assertThat(json(out).get(0).get("status").asText()).isEqualTo("delivery error");
    assertThat(json(out).get(0).get("orphanedAt").asText()).isEqualTo(NOW.toString());
    assertThat(run("receipts", "list", "--waiting", "--json")).isZero();
    assertThat(json(out)).hasSize(1);
    long newest = json(out).get(0).get("id").asLong();
    assertThat(run("receipts", "list", "--limit", "1")).isZero();
    assertThat(lines(out)).last().asString().isEqualTo("There may be more: --before " + newest);
    assertThat(run("receipts", "list", "--limit", "2", "--before", Long.toString(newest), "--json"))
        .isZero();
    assertThat(json(out)).hasSize(2);
    assertThat(run("receipts", "list", "--waiting", "--orphaned")).isEqualTo(2);
    assertThat(run("receipts", "list", "--limit", "0")).isEqualTo(1);

    assertThat(run("receipts", "counts")).isZero();
    assertThat(lines(out)).hasSize(3).last().asString().matches("sms +1 +1");
    assertThat(run("receipts", "counts", "--json")).isZero();
    assertThat(json(out).get(0).get("plugin").asText()).isEqualTo("mail");
    assertThat(json(out).get(0).get("orphaned").asLong()).isEqualTo(1);
  }

  @Test
  void settingsAreListedWithSecretsMasked() {
    environment = Map.of("MESSAGING_BOOTSTRAP_USER", "crm", "MESSAGING_HTTP_PROT", "1");
    String[] secrets = {
      "--set", "messaging.bootstrap.password=hush", "--set", "messaging.plugin.sms.apiKey=hush"
    };

    assertThat(run(with(secrets, "settings", "--in-force"))).isZero();
    assertThat(out).contains("messaging.bootstrap.user", "crm", "environment", "********");
    assertThat(out).doesNotContain("hush", "messaging.http.port ");
    assertThat(err).contains("MESSAGING_HTTP_PROT");
    assertThat(run(with(secrets, "settings"))).isZero();
    assertThat(out).contains("messaging.http.port\n", "default: 8087").doesNotContain("hush");
    assertThat(run(with(secrets, "settings", "--json"))).isZero();
    assertThat(out).contains("\"messaging.http.port\"").doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help",
        "serve --help",
        "user --help",
        "user list --help",
        "user add --help",
        "user remove --help",
        "user password --help",
        "plugins --help",
        "plugins list --help",
        "plugins describe --help",
        "plugins pause --help",
        "plugins resume --help",
        "plugins restart --help",
        "messages --help",
        "messages list --help",
        "messages counts --help",
        "messages show --help",
        "messages retry --help",
        "messages discard --help",
        "receipts --help",
        "receipts list --help",
        "receipts counts --help",
        "receipts orphaned --help",
        "queues --help",
        "nodes --help",
        "audit --help",
        "audit list --help",
        "user grant --help",
        "user revoke --help",
        "settings --help",
        "help messages",
      })
  void everyCommandHasHelp(String command) {
    assertThat(run(command.split(" "))).isZero();
    assertThat(out).contains("Usage: messaging-server").doesNotContain("null");
    assertThat(err).isEmpty();
  }

  @Test
  void versionIsTold() {
    assertThat(run("--version")).isZero();
    assertThat(out).startsWith("messaging-server ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "user nonsense", "user add", "--set nonsense", "user list --limit x"})
  void wrongUseIsToldWithExitStatusTwo(String command) {
    assertThat(run(command.split(" "))).isEqualTo(2);
    assertThat(err).isNotEmpty();
    assertThat(out).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "messages", "receipts", "audit"})
  void groupWithoutACommandSaysWhichThereAre(String group) {
    assertThat(run(group)).isEqualTo(2);
    assertThat(err).contains("Missing required subcommand", "list");
  }

  /** Another dead letter; its id. */
  private long addDead(String plugin, String reason) {
    try (DataDirectory held = DataDirectory.open(data);
        Store store = SqliteStore.open(held, StoreLimits.DEFAULTS)) {
      long id =
          store
              .inbox()
              .accept(
                  new NewIncoming(
                      plugin, "", "", "x", "", "", "crm", Instant.now(), Optional.empty()))
              .toCompletableFuture()
              .join()
              .messageId();
      store
          .inbox()
          .finish(id, 0, MessageState.DEAD, 1, reason, Instant.now())
          .toCompletableFuture()
          .join();
      return id;
    }
  }

  /** A dead letter, a waiting message, an outgoing one in flight; the ids of the incoming ones. */
  private List<Long> prepare() {
    try (DataDirectory held = DataDirectory.open(data);
        Store store = SqliteStore.open(held, StoreLimits.DEFAULTS)) {
      long dead = accept(store);
      store
          .inbox()
          .finish(dead, 0, MessageState.DEAD, 3, "no route\u001b[31m", NOW)
          .toCompletableFuture()
          .join();
      long waiting = accept(store);
      store
          .outbox()
          .record(
              new NewOutgoing(
                  "sms",
                  "crm",
                  List.of(new NewOutgoing.Entry(OptionalInt.empty(), "")),
                  NOW,
                  Optional.empty()))
          .toCompletableFuture()
          .join();
      return List.of(dead, waiting);
    }
  }

  /** Two orphaned reports, and one that waits. */
  private void prepareReports() {
    try (DataDirectory held = DataDirectory.open(data);
        Store store = SqliteStore.open(held, StoreLimits.DEFAULTS)) {
      report(store, "sms", "old", 2);
      report(store, "mail", "old", 3);
      store.outbox().orphanReports(NOW.plusSeconds(1), NOW, 10).toCompletableFuture().join();
      report(store, "sms", "new-\u001b", 3);
    }
  }

  private static void report(Store store, String plugin, String externalId, int status) {
    store
        .outbox()
        .report(new DeliveryReport(plugin, externalId, status, "", "crm", NOW))
        .toCompletableFuture()
        .join();
  }

  private static long accept(Store store) {
    return store
        .inbox()
        .accept(
            new NewIncoming(
                "sms", "+47", "2000", "Grüße\nzweite Zeile", "", "s", "crm", NOW, Optional.empty()))
        .toCompletableFuture()
        .join()
        .messageId();
  }

  private int run(String... arguments) {
    return runIn(data, arguments);
  }

  private int runIn(Path dataDirectory, String... arguments) {
    StringWriter standardOut = new StringWriter();
    StringWriter standardErr = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(standardOut),
            new PrintWriter(standardErr),
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            environment,
            prompt -> Optional.ofNullable(typed.poll()),
            question -> {
              questions.add(question);
              return Optional.ofNullable(typed.poll());
            });
    String[] all =
        with(
            new String[] {
              "--data-dir",
              dataDirectory.toString(),
              "--set",
              "messaging.plugins.dir=" + directory.resolve("plugins")
            },
            arguments);
    int status =
        Main.run(
            terminal,
            new ServerLauncher(),
            (level, format) -> {},
            server -> lifetime.await(server),
            all);
    out = standardOut.toString();
    err = standardErr.toString();
    return status;
  }

  private static String[] with(String[] first, String... then) {
    List<String> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(Arrays.asList(then));
    return all.toArray(String[]::new);
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static int get(URI uri) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
