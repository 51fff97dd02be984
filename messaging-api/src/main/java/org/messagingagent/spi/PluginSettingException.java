package org.messagingagent.spi;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** Settings of a plugin are missing or wrong. The message says what to do; it holds no secret. */
public class PluginSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // the list is of records of texts, in a list that can be serialised
  private final List<SettingProblem> problems;

  /**
   * @param key the setting, without the {@code messaging.plugin.<name>.} prefix
   * @param problem what is wrong and what is expected, such as {@code "must be true or false"}
   */
  public PluginSettingException(String key, String problem) {
    this(List.of(new SettingProblem(key, problem)));
  }

  /**
   * @param problems all that is wrong; at least one
   */
  public PluginSettingException(List<SettingProblem> problems) {
    super(problems.stream().map(SettingProblem::toString).collect(joining("; ")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems is empty");
    }
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong, in the order in which it was found; at least one. */
  public List<SettingProblem> problems() {
    return problems;
  }

  /** The first setting that is wrong, without the prefix. */
  public String key() {
    return problems.get(0).key();
  }
}
