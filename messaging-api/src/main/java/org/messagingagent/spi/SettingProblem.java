package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with a setting.
 *
 * @param key the setting, without the {@code messaging.plugin.<name>.} prefix
 * @param problem what is wrong and what is expected, in words that follow the key, such as {@code
 *     "must be true or false, was 'maybe'"}; holds no secret
 */
public record SettingProblem(String key, String problem) {

  public SettingProblem {
    requireNonNull(key, "key is null");
    requireNonNull(problem, "problem is null");
  }

  /** The key and the problem, as an operator reads it. */
  @Override
  public String toString() {
    return key + " " + problem;
  }
}
