package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

/** A setting of a plugin is missing or wrong. The message says what to do; it holds no secret. */
public class PluginSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the setting, without the {@code messaging.plugin.<name>.} prefix
   * @param problem what is wrong and what is expected, such as {@code "must be true or false"}
   */
  public PluginSettingException(String key, String problem) {
    super("%s %s".formatted(requireNonNull(key, "key is null"), problem));
    this.key = key;
  }

  /** The setting, without the prefix. */
  public String key() {
    return key;
  }
}
