package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What values mean. The operator's lists are looked at first, then the preset's, then the defaults;
 * among those of one kind the narrowest range decides. Immutable.
 *
 * @param <T> a meaning
 */
final class Mapping<T> {

  /** Where a list comes from, the one that goes first at first. */
  enum Origin {
    OPERATOR,
    PRESET,
    DEFAULT
  }

  private record Entry<T>(Origin origin, ValueRange range, T meaning) {}

  private final List<Entry<T>> entries;

  private Mapping(List<Entry<T>> entries) {
    this.entries = entries;
  }

  Optional<T> find(String value) {
    return entries.stream()
        .filter(entry -> entry.range().contains(value))
        .findFirst()
        .map(Entry::meaning);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  static final class Builder<T> {

    private final List<Entry<T>> entries = new ArrayList<>();

    /**
     * Adds a list.
     *
     * @throws SettingFault where it is none, or has what another list of the same origin has
     */
    void add(Origin origin, String list, T meaning) {
      for (ValueRange range : ValueRange.list(list)) {
        for (Entry<T> other : entries) {
          if (other.origin() == origin
              && other.range().equals(range)
              && !other.meaning().equals(meaning)) {
            throw new SettingFault(
                "has '%s', which another list has as well; keep it in one of them"
                    .formatted(range.prefix() ? range.text() + "*" : range.text()));
          }
        }
        entries.add(new Entry<>(origin, range, meaning));
      }
    }

    Mapping<T> build() {
      List<Entry<T>> sorted = new ArrayList<>(entries);
      sorted.sort(
          Comparator.<Entry<T>, Origin>comparing(Entry::origin)
              .thenComparing(entry -> entry.range().width()));
      return new Mapping<>(List.copyOf(sorted));
    }
  }
}
