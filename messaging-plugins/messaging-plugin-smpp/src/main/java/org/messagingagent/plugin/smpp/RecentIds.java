package org.messagingagent.plugin.smpp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was sent lately, by id; the oldest is forgotten first. Safe for use by many threads. */
final class RecentIds {

  private static final int MOST = 50_000;

  private final Map<String, Sent> byId =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
          return size() > MOST;
        }
      };

  synchronized void put(String id, Sent sent) {
    byId.remove(id); // so that it is the youngest again
    byId.put(id, sent);
  }

  synchronized Optional<Sent> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  synchronized boolean has(String id) {
    return byId.containsKey(id);
  }
}
