package org.messagingagent.plugin.smpp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives incoming messages ids, so that one whose answer was lost is stored once although the SMSC
 * brings it again. SMPP has no id for them: the same octets between the same numbers are taken for
 * the same message where the link by which it came first is lost, on this node or before its
 * restart, or where taking it failed. On a link that stands, the same text twice is two messages.
 */
final class RepeatGuard {

  private static final Logger log = LoggerFactory.getLogger(RepeatGuard.class);

  private static final String PREFIX = "s/";
  private static final String FILE = "node-id";
  private static final int MOST_UNSURE = 10_000;

  private final KeyValueStore store;
  private final Duration window;
  private final Figures figures;
  private final String node;
  private final String run = UUID.randomUUID().toString();
  private final Map<SmscLink, String> live = new ConcurrentHashMap<>();
  private final Set<String> unsure =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST_UNSURE;
                }
              }));

  /**
   * @param window for how long a message is known again; zero for not at all
   */
  RepeatGuard(PluginContext context, Duration window, Figures figures) {
    this.store = context.store();
    this.window = window;
    this.figures = figures;
    this.node = node(context.dataDirectory());
  }

  /** What came first. */
  private record First(String gatewayId, String node, String run, String link) {

    String text() {
      return String.join(" ", gatewayId, node, run, link);
    }

    static First of(String text) {
      String[] fields = text.split(" ", -1);
      return new First(fields[0], fields[1], fields[2], fields[3]);
    }
  }

  /** Submits a message under the id that it has. */
  void once(SmscLink link, InboundSms sms, Consumer<Optional<String>> submission) {
    if (window.isZero()) {
      submission.accept(Optional.empty());
      return;
    }
    String key = PREFIX + fingerprint(sms);
    Optional<First> first = store.get(key).map(First::of);
    String gatewayId;
    if (first.isPresent() && mayRepeat(key, first.get())) {
      gatewayId = first.get().gatewayId();
      figures.repeats().increment();
    } else {
      gatewayId = UUID.randomUUID().toString();
    }
    store.put(key, new First(gatewayId, node, run, name(link)).text(), window);
    try {
      submission.accept(Optional.of(gatewayId));
      unsure.remove(key);
    } catch (RuntimeException e) {
      unsure.add(key); // it may be stored all the same
      throw e;
    }
  }

  /** This link is lost: what came by it may come again. */
  void lost(SmscLink link) {
    live.remove(link);
  }

  private boolean mayRepeat(String key, First first) {
    if (unsure.contains(key)) {
      return true;
    }
    return first.node().equals(node)
        && (!first.run().equals(run) || !live.containsValue(first.link()));
  }

  /** A name for the link; one that is lost already has none that lives. */
  private String name(SmscLink link) {
    String name = live.computeIfAbsent(link, each -> UUID.randomUUID().toString());
    if (link.isLost()) {
      live.remove(link);
    }
    return name;
  }

  private static String fingerprint(InboundSms sms) {
    return new Fingerprint()
        .with(sms.from())
        .with(sms.to())
        .with(sms.esmClass())
        .with(sms.dataCoding())
        .with(sms.octets())
        .text();
  }

  /** The same after a restart of the node. */
  private static String node(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      if (Files.exists(file)) {
        String known = Files.readString(file, StandardCharsets.US_ASCII).trim();
        if (known.matches("[0-9a-f-]{36}")) {
          return known;
        }
      }
      String name = UUID.randomUUID().toString();
      Files.writeString(file, name, StandardCharsets.US_ASCII);
      return name;
    } catch (IOException e) {
      log.warn(
          "{} cannot be used: {}; incoming messages that come again after a restart are not known",
          file,
          BindException.reason(e));
      return UUID.randomUUID().toString();
    }
  }
}
