package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.support.SmallDisk;

/** What callers see of a disk that is really full, and of its getting room again. */
@Timeout(120)
class FullDiskTest {

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void callersAreToldToTryAgainUntilThereIsRoomAndNothingAcknowledgedIsLost() throws Exception {
    TestStore.assumeSqlite("PostgreSQL keeps its files on a disk of its own");
    try (SmallDisk disk = SmallDisk.at(directory.resolve("disk"), 32);
        LocalServer server = LocalServer.in(disk.path())) {
      List<String> acknowledged = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        server.createMessage(Incoming.to("sms", "before " + i)).requireSuccess();
        acknowledged.add("before " + i);
      }
      disk.fill();

      Reply refused = null;
      for (int i = 0; refused == null; i++) {
        String content = "x".repeat(10_000) + i;
        Reply reply = server.createMessage(Incoming.to("sms", content));
        if (reply.succeeded()) {
          acknowledged.add(content); // the journal had room still
        } else {
          refused = reply;
        }
      }
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("TRY_AGAIN").doesNotContain("messaging.db");
      HttpResponse<String> unready = ready(server);
      assertThat(unready.statusCode()).isEqualTo(503);
      assertThat(unready.body())
          .contains("\"store\",\"status\":\"failed\"", "see the server's log")
          .doesNotContain("messaging.db");

      disk.makeRoom();
      while (ready(server).statusCode() != 200) {
        Thread.onSpinWait();
      }
      server.createMessage(Incoming.to("sms", "after")).requireSuccess();
      acknowledged.add("after");

      List<String> handled = new ArrayList<>();
      while (handled.size() < acknowledged.size()) {
        handled.add(Recorder.next(server.plugin.handled).content());
      }
      assertThat(handled).containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }

  private HttpResponse<String> ready(LocalServer server) throws Exception {
    URI page = server.address().resolve("/health/ready");
    return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
  }
}
