package org.messagingagent.server.store.postgres;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Values as columns: the arrays that a statement for many rows takes. */
final class Columns {

  private Columns() {}

  static <T> String[] texts(List<T> rows, Function<T, String> text) {
    return rows.stream().map(text).toArray(String[]::new);
  }

  /** Empty ones are NULL. */
  static <T> String[] optionalTexts(List<T> rows, Function<T, Optional<String>> text) {
    return rows.stream().map(row -> text.apply(row).orElse(null)).toArray(String[]::new);
  }

  static <T> long[] longs(List<T> rows, ToLongFunction<T> number) {
    return rows.stream().mapToLong(number).toArray();
  }

  static <T> int[] ints(List<T> rows, ToIntFunction<T> number) {
    return rows.stream().mapToInt(number).toArray();
  }

  /** Empty ones are NULL. */
  static <T> Integer[] optionalInts(List<T> rows, Function<T, OptionalInt> number) {
    Integer[] column = new Integer[rows.size()];
    for (int i = 0; i < column.length; i++) {
      OptionalInt value = number.apply(rows.get(i));
      column[i] = value.isPresent() ? value.getAsInt() : null;
    }
    return column;
  }

  static long[] ids(List<Long> ids) {
    return longs(ids, Long::longValue);
  }
}
