package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.Optional;
import org.messagingagent.spi.KeyValueStore;

/**
 * Which mails have shown that they went out, though nobody knew: by a bounce or an answer. Safe for
 * use by many threads.
 */
final class Sightings {

  private static final Duration KEPT = Duration.ofDays(7);

  private final KeyValueStore store;

  Sightings(KeyValueStore store) {
    this.store = store;
  }

  void note(MessageIds.Ours mail) {
    store.put(key(mail.messagingId()), mail.id(), KEPT);
  }

  /** The Message-ID under which a message went out. */
  Optional<String> of(int messagingId) {
    return store.get(key(messagingId));
  }

  private static String key(int messagingId) {
    return "seen." + messagingId;
  }
}
