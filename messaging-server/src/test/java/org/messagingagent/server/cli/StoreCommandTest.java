package org.messagingagent.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;

class StoreCommandTest {

  @TempDir private Path directory;
  private String out;
  private String err;

  @Test
  void storeIsBackedUpAndCheckedBesideAServer() {
    try (Store store = TestStores.open(directory.resolve("data"))) {
      Samples.get(store.inbox().accept(Samples.message("sms", "", "1")));

      assertThat(run("store", "backup", directory.resolve("b.db").toString())).isZero();
      assertThat(out).contains("Wrote ", "b.db", " bytes");
      assertThat(run("store", "check")).isZero();
      assertThat(out).contains("Version 3", "1 incoming, sms waiting", "No problem found");
    }
    assertThat(run("store", "backup", directory.resolve("b.db").toString())).isEqualTo(1);
    assertThat(err).contains("exists; name another");
  }

  @Test
  void storeIsCopiedWithProgress() {
    Path data = directory.resolve("data");
    try (Store store = TestStores.open(data)) {
      Samples.get(store.inbox().accept(Samples.message("sms", "", "1")));
    }
    String target = directory.resolve("target").toString();

    assertThat(run("store", "copy", "--from", data.toString(), "--to", target)).isZero();
    assertThat(err).contains("incoming_message: 1 of 1 rows (100 %)");
    assertThat(out).contains("counted them on both sides");

    assertThat(run("store", "copy", "--from", data.toString(), "--to", target)).isEqualTo(1);
    assertThat(err).contains("is not empty");
    assertThat(run("store", "copy", "--from", "jdbc:h2:x", "--to", target)).isEqualTo(1);
    assertThat(err).contains("jdbc:postgresql:");
  }

  @Test
  void tablesOfPostgresArePrinted() {
    assertThat(run("store", "schema")).isZero();
    assertThat(out).contains("-- V1__messages.sql", "CREATE TABLE incoming_message");
  }

  private int run(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(outText),
            new PrintWriter(errText),
            new ByteArrayInputStream(new byte[0]),
            Map.of(),
            prompt -> Optional.empty(),
            question -> Optional.empty());
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    int status =
        Main.run(
            terminal,
            new ServerLauncher(),
            (level, format) -> {},
            server -> {},
            all.toArray(String[]::new));
    terminal.out().flush();
    terminal.err().flush();
    out = outText.toString();
    err = errText.toString();
    return status;
  }
}
