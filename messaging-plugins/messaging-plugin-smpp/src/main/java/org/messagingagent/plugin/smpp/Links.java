package org.messagingagent.plugin.smpp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jsmpp.bean.BindType;
import org.messagingagent.spi.Health;

/** All binds of the plugin. Safe for use by many threads. */
final class Links implements AutoCloseable {

  /** For so long a place in the window of one link is waited for, before it is looked at again. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LinkConfig config;
  private final List<LinkKeeper> keepers;

  /** A place in the window of a link. */
  record Place(SmscLink link) {

    void leave() {
      link.window().release();
    }
  }

  private Links(LinkConfig config, List<LinkKeeper> keepers) {
    this.config = config;
    this.keepers = List.copyOf(keepers);
  }

  static Links of(
      LinkConfig config,
      List<BindType> types,
      SmscSockets sockets,
      LinkListener inbound,
      Figures figures) {
    List<LinkKeeper> keepers = new ArrayList<>();
    for (BindType type : types) {
      keepers.add(new LinkKeeper(config, type, sockets, inbound, figures));
    }
    return new Links(config, keepers);
  }

  /** Begins to connect; does not wait for it. */
  void start() {
    keepers.forEach(LinkKeeper::start);
  }

  /**
   * A place in the window, waited for until then.
   *
   * @throws BindException says what there was none of
   */
  Place enter(long deadlineNanos) throws BindException, InterruptedException {
    LinkKeeper keeper = sender();
    while (true) {
      Optional<SmscLink> link = keeper.await(deadlineNanos);
      if (link.isEmpty()) {
        throw new BindException("there is no bind to the SMSC: " + keeper.trouble());
      }
      long left = deadlineNanos - System.nanoTime();
      if (link.get().window().tryAcquire(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
        if (link.get().isUsable()) {
          return new Place(link.get());
        }
      } else if (left <= LOOK_NANOS) {
        throw new BindException(
            "all %d places for messages under way are taken".formatted(config.window()));
      }
    }
  }

  /** Submits that wait for an answer. */
  int waiting() {
    return keepers.stream().mapToInt(k -> k.link().map(SmscLink::waiting).orElse(0)).sum();
  }

  /** How many binds there are. */
  long bound() {
    return keepers.stream().filter(keeper -> keeper.link().isPresent()).count();
  }

  Health health() {
    List<String> up = new ArrayList<>();
    List<String> down = new ArrayList<>();
    for (LinkKeeper keeper : keepers) {
      String name = LinkConfig.spoken(keeper.type());
      if (keeper.link().isPresent()) {
        up.add("bound to %s as %s".formatted(config.address(), name));
      } else {
        down.add("no bind as %s: %s".formatted(name, keeper.trouble()));
      }
    }
    if (down.isEmpty()) {
      return Health.up(String.join("; ", up));
    }
    String detail = String.join("; ", down);
    return up.isEmpty() ? Health.down(detail) : Health.degraded(detail);
  }

  @Override
  public void close() {
    keepers.forEach(LinkKeeper::close);
  }

  private LinkKeeper sender() throws BindException {
    return keepers.stream()
        .filter(keeper -> keeper.type().isTransmittable())
        .findFirst()
        .orElseThrow(
            () -> new BindException("bind-type is receiver, with which nothing can be sent"));
  }
}
