package org.messagingagent.server.prove;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** All nodes of a proof. Safe for use by many threads. */
final class Nodes implements AutoCloseable {

  private final List<Node> all;

  /** Where a run of a node takes requests. */
  record Address(String run, URI uri) {}

  Nodes(List<Node> all) {
    this.all = List.copyOf(all);
  }

  List<Node> all() {
    return all;
  }

  /** One of those that run, also where it is paused: callers do not know that. */
  Optional<Address> any(Random random) {
    List<Address> up = new ArrayList<>();
    for (Node node : all) {
      String run = node.run();
      node.address().ifPresent(uri -> up.add(new Address(run, uri)));
    }
    return up.isEmpty() ? Optional.empty() : Optional.of(up.get(random.nextInt(up.size())));
  }

  long up() {
    return all.stream().filter(node -> node.address().isPresent()).count();
  }

  /** Starts those that do not run. */
  void startAll() throws IOException, InterruptedException {
    for (Node node : all) {
      if (!node.isAlive()) {
        node.start();
      }
    }
  }

  /** Asks all to stop, and waits; answers the runs that had to be killed for it. */
  List<String> stopAll() throws InterruptedException {
    List<String> stuck = new ArrayList<>();
    for (Node node : all) {
      if (!node.stop()) {
        stuck.add(node.run());
      }
    }
    return stuck;
  }

  /** Ends all at once. */
  @Override
  public void close() {
    all.forEach(Node::close);
  }
}
