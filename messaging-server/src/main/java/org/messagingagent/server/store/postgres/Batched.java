package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.server.store.engine.WriteCommand;

/** The commands of a batch by kind, and their results in the order of the commands. */
final class Batched {

  /** Applies commands of one kind, and gives their results in the same order. */
  interface Together<C> {
    List<?> apply(List<C> commands) throws SQLException;
  }

  /** Applies one command. */
  interface One {
    Object apply(WriteCommand<?> command) throws SQLException;
  }

  private final List<WriteCommand<?>> commands;
  private final Object[] results;
  private final Map<Class<?>, List<Integer>> kinds = new HashMap<>();

  Batched(List<WriteCommand<?>> commands) {
    this.commands = commands;
    results = new Object[commands.size()];
    for (int i = 0; i < results.length; i++) {
      kinds.computeIfAbsent(commands.get(i).getClass(), kind -> new ArrayList<>()).add(i);
    }
  }

  int count(Class<?> kind) {
    return kinds.getOrDefault(kind, List.of()).size();
  }

  /** Applies all of a kind at once; there may be none. */
  <C extends WriteCommand<?>> void together(Class<C> kind, Together<C> together)
      throws SQLException {
    List<Integer> places = kinds.get(kind);
    if (places == null) {
      return;
    }
    List<?> answers =
        together.apply(places.stream().map(place -> kind.cast(commands.get(place))).toList());
    for (int i = 0; i < places.size(); i++) {
      results[places.get(i)] = answers.get(i);
    }
  }

  /** Applies what is left, in its order, and gives all results. */
  List<Object> oneByOne(One one) throws SQLException {
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        results[i] = one.apply(commands.get(i));
      }
    }
    return Arrays.asList(results);
  }
}
