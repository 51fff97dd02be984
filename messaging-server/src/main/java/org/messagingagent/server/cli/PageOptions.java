package org.messagingagent.server.cli;

import java.util.List;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Option;

/** Which page of a list, the newest first. */
final class PageOptions {

  @Option(
      names = "--before",
      paramLabel = "ID",
      description = "Only ids below this one: the next page.")
  private long before = Long.MAX_VALUE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many, up to 1000; ${DEFAULT-VALUE} without it.")
  private int limit;

  long before() {
    return before;
  }

  int limit() {
    return limit;
  }

  /** Says how to see the next page, where there may be one. */
  <T> void tellOfMore(Terminal terminal, List<T> page, ToLongFunction<T> id) {
    if (page.size() == limit) {
      terminal.print("There may be more: --before " + id.applyAsLong(page.get(limit - 1)));
    }
  }
}
