package org.messagingagent.server.outbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;

/** An outbox on a real store. */
final class OutboxFixture implements AutoCloseable {

  static final OutboxConfig QUICK = config(Duration.ofSeconds(30), 5, Duration.ofSeconds(30));

  private final Path directory;
  private final Store store;
  private Outbox outbox;

  OutboxFixture(Path directory, OutboxConfig config) {
    this.directory = directory;
    this.store = TestStores.open(directory.resolve("store"));
    this.outbox = new Outbox(store.outbox(), config, Clock.systemUTC());
  }

  static OutboxConfig config(Duration deadline, int maxAttempts, Duration drainTimeout) {
    return new OutboxConfig(
        deadline, maxAttempts, Duration.ofMillis(2), drainTimeout, ReconcileConfig.DEFAULTS);
  }

  Store store() {
    return store;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Another outbox on the same store. */
  void reopen(OutboxConfig config) {
    outbox.close();
    outbox = new Outbox(store.outbox(), config, Clock.systemUTC());
  }

  InstalledPlugin plugin(SendingPlugin plugin) {
    return TestPlugin.install(directory, plugin.limits(), plugin).all().get(0);
  }

  static SendRequest request(InstalledPlugin plugin, String... receivers) {
    return request(plugin, Optional.empty(), receivers);
  }

  static SendRequest request(
      InstalledPlugin plugin, Optional<RequestKey> key, String... receivers) {
    List<SendRequest.Item> items =
        Arrays.stream(receivers)
            .map(to -> new SendRequest.Item("from", to, "content", "", OptionalInt.empty(), ""))
            .toList();
    return new SendRequest(plugin, "admin", items, Optional.empty(), key);
  }

  List<OutgoingStatus> send(InstalledPlugin plugin, String... receivers)
      throws InterruptedException {
    return outbox.send(request(plugin, receivers));
  }

  CompletableFuture<List<OutgoingStatus>> sendAsync(InstalledPlugin plugin, String... receivers) {
    return sendAsync(request(plugin, receivers));
  }

  CompletableFuture<List<OutgoingStatus>> sendAsync(SendRequest request) {
    CompletableFuture<List<OutgoingStatus>> result = new CompletableFuture<>();
    Outbox now = outbox;
    new Thread(
            () -> {
              try {
                result.complete(now.send(request));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            })
        .start();
    return result;
  }

  OutgoingStatus status(OutgoingStatus before) {
    return status(before.messagingId());
  }

  OutgoingStatus status(int id) {
    return store.outbox().statuses(List.of(id)).get(id);
  }

  ReportResult report(String externalId, int status) throws Exception {
    return store
        .outbox()
        .report(new DeliveryReport("sms", externalId, status, "", "gateway", Instant.now()))
        .toCompletableFuture()
        .get();
  }

  @Override
  public void close() {
    outbox.close();
    store.close();
  }
}
