package org.messagingagent.server.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.messagingagent.server.plugin.PluginReport.Finding;
import org.messagingagent.server.plugin.PluginReport.Severity;

/** Gathers what is noticed of a plugin; each line once, a bounded number of them. */
final class Findings {

  private static final int MOST = 200;
  private static final int LONGEST = 1_000;
  private static final int NAMED = 5;

  private final Set<Finding> found = new LinkedHashSet<>();

  void error(String text, Object... values) {
    add(Severity.ERROR, text, values);
  }

  void warning(String text, Object... values) {
    add(Severity.WARNING, text, values);
  }

  void info(String text, Object... values) {
    add(Severity.INFO, text, values);
  }

  private void add(Severity severity, String text, Object... values) {
    if (found.size() < MOST) {
      found.add(new Finding(severity, Texts.line(text.formatted(values), LONGEST)));
    }
  }

  /** The first few of many, and how many there are beside. */
  static String few(Collection<String> many) {
    List<String> first = many.stream().limit(NAMED).map(one -> Texts.line(one, 120)).toList();
    String named = String.join(", ", first);
    return many.size() <= NAMED ? named : "%s and %d more".formatted(named, many.size() - NAMED);
  }

  /** All of them, errors first. */
  List<Finding> all() {
    return found.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }
}
