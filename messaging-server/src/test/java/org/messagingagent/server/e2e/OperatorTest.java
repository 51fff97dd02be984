package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.AuditEntry;
import org.messagingagent.server.admin.Administration.AuditQuery;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.admin.AdministrationConfig;
import org.messagingagent.server.admin.AdministrationException;

/** An operator with a name and a password, over HTTP, at a real server. */
class OperatorTest {

  private static final String PASSWORD = "olga's secret";

  @TempDir private Path directory;
  private MessagingServer server;
  private Administration local;
  private URI address;

  @BeforeEach
  void start() throws Exception {
    server =
        LocalServer.without(directory)
            .administration(new AdministrationConfig(true, "0.0.0.0", 0))
            .start();
    Path data = directory.resolve("data");
    local = AdministrationClient.find(data).orElseThrow();
    Matcher file =
        Pattern.compile("\"address\":\"([^\"]+)\"")
            .matcher(Files.readString(data.resolve("administration.json")));
    assertThat(file.find()).isTrue();
    address = URI.create(file.group(1));
    local.addUser("olga", PASSWORD, List.of("operator"));
    local.addUser("carl", PASSWORD, List.of("caller"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void operatorAdministersAndItIsRecordedUnderHerName() {
    Administration olga = AdministrationClient.at(address, "olga", PASSWORD);

    olga.addUser("new", "long enough", List.of("caller", "operator"));
    assertThatThrownBy(() -> olga.removeUser("nobody")).isInstanceOf(AdministrationException.class);

    assertThat(audit("olga"))
        .extracting(AuditEntry::action, AuditEntry::outcome)
        .containsExactly(
            tuple("user remove", "refused: There is no user 'nobody'; names compare exactly"),
            tuple("user add", "done"));
    assertThat(audit("olga")).extracting(AuditEntry::origin).containsOnly("127.0.0.1");
    assertThat(audit("local token")).extracting(AuditEntry::action).containsOnly("user add");
    assertThat(audit("olga").toString()).doesNotContain("long enough", PASSWORD);
    assertThatThrownBy(() -> olga.addUser("local token", "long enough"))
        .hasMessageContaining("audit records call somebody else so");
  }

  @Test
  void callerAndWrongPasswordAndNobodyAreRefusedInTheSameWords() {
    String said = "The name or the password is wrong, or the user is no operator";
    for (String[] pair : new String[][] {{"carl", PASSWORD}, {"olga", "wrong"}, {"x", PASSWORD}}) {
      Administration client = AdministrationClient.at(address, pair[0], pair[1]);
      assertThatThrownBy(client::queues)
          .isInstanceOfSatisfying(
              AdministrationException.class,
              e -> assertThat(e.reason()).isEqualTo(AdministrationException.Reason.FORBIDDEN))
          .hasMessage(said);
    }
  }

  @Test
  void nodeIsShownUntilTheRoleIsTakenWhichHoldsWithinSeconds() {
    Administration olga = AdministrationClient.at(address, "olga", PASSWORD);
    assertThat(olga.nodes())
        .singleElement()
        .satisfies(node -> assertThat(node.leaseLeftMillis()).isPositive());

    local.revoke("olga", List.of("operator"));

    OperatedServer.await("refused", () -> isRefused(olga));
  }

  @Test
  void operatorWhoIsNoCallerCannotCallTheService() throws Exception {
    assertThat(authenticate("olga").body()).contains("AuthenticationSucceeded>false");
    assertThat(authenticate("carl").body()).contains("AuthenticationSucceeded>true");
  }

  @Test
  void repeatedFailuresHaveToWait() throws Exception {
    int status = 0;
    for (int i = 0; i < 6; i++) {
      status = get("olga", "wrong " + i).statusCode();
    }
    HttpResponse<String> last = get("olga", PASSWORD);

    assertThat(status).isEqualTo(429);
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(last.headers().firstValue("Retry-After")).isPresent();
    assertThat(last.body()).contains("Too many failed log-ons");
    assertThat(local.queues()).isNotNull();
  }

  @Test
  void requestWithoutAuthenticationSaysHow() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address.resolve("/admin/v1/users")).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
    assertThat(answer.body()).contains("operator's name and password");
  }

  private static boolean isRefused(Administration administration) {
    try {
      administration.queues();
      return false;
    } catch (AdministrationException e) {
      return e.reason() == AdministrationException.Reason.FORBIDDEN;
    }
  }

  private List<AuditEntry> audit(String actor) {
    return local.audit(new AuditQuery(Optional.of(actor), Optional.empty(), Long.MAX_VALUE, 100));
  }

  private HttpResponse<String> get(String user, String password) throws Exception {
    String pair =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve("/admin/v1/queues"))
                .header("Authorization", "Basic " + pair)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> authenticate(String user) throws Exception {
    String envelope = new Envelopes(88).soap11(Optional.empty(), Envelopes.logOn(user, PASSWORD));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.address().resolve("/Remote/Services88/SoPrincipal.svc"))
                .header("Content-Type", "text/xml; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
