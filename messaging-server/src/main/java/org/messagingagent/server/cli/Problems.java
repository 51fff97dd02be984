package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong with the settings, all of it, so that it can be put right at once. */
final class Problems {

  private final List<String> sentences = new ArrayList<>();

  void add(String sentence) {
    sentences.add(sentence);
  }

  /** What a record of settings finds wrong with itself; its keys lack the common prefix. */
  <T> Optional<T> collect(Supplier<T> record) {
    try {
      return Optional.of(record.get());
    } catch (IllegalArgumentException e) {
      add("messaging." + e.getMessage());
      return Optional.empty();
    }
  }

  boolean isEmpty() {
    return sentences.isEmpty();
  }

  List<String> all() {
    return List.copyOf(sentences);
  }
}
