package org.messagingagent.server.store.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreException;

/** The scripts that make the tables in PostgreSQL, for those who run them by themselves. */
public final class PostgresScripts {

  private static final List<String> NAMES = List.of("V1__messages.sql");

  private PostgresScripts() {}

  /** All of them, one after the other, each after a comment with its name. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    for (String name : NAMES) {
      text.append("-- ").append(name).append('\n').append(read(name)).append('\n');
    }
    return text.toString();
  }

  private static String read(String name) {
    try (InputStream in = Store.class.getResourceAsStream("postgres/" + name)) {
      if (in == null) {
        throw new StoreException("The server's JAR lacks its script %s".formatted(name));
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new StoreException("The server's JAR lacks its script %s".formatted(name), e);
    }
  }
}
