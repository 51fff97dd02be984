package org.messagingagent.plugin.smtp;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.spi.PluginSettings;

/** Composers for tests, without a server. */
final class Composers {

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private Composers() {}

  static MessageIds ids() {
    return new MessageIds(new Secret(new TestKeyValueStore(CLOCK)));
  }

  static Composer with(MessageIds ids, String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("host", "127.0.0.1"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new Composer(
        Letterhead.of("smtp", PluginSettings.of(Declarations.all(), settings)), ids, CLOCK);
  }
}
