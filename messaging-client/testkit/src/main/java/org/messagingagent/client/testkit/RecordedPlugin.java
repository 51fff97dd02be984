package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A plugin of the test server: it takes what the server gives it, and records it. Unless said
 * otherwise it takes incoming messages and sends, with and without a configuration, in any format
 * and of any length.
 *
 * @param name what callers write as {@code Plugin}
 * @param formats those that it takes; empty for any
 * @param maxContentLength in characters; 0 for no limit
 * @param receives whether it takes incoming messages
 * @param sends whether it sends
 * @param takesConfig whether it takes SendMessagesWithConfig
 */
public record RecordedPlugin(
    String name,
    List<String> formats,
    int maxContentLength,
    boolean receives,
    boolean sends,
    boolean takesConfig) {

  public RecordedPlugin {
    requireNonNull(name, "name is null");
    formats = List.copyOf(formats);
    if (maxContentLength < 0) {
      throw new IllegalArgumentException(
          "maxContentLength must not be negative, was " + maxContentLength);
    }
    if (!receives && !sends) {
      throw new IllegalArgumentException(
          "Plugin %s neither receives nor sends; leave it out".formatted(name));
    }
  }

  /** A plugin of this name that takes everything. */
  public static RecordedPlugin named(String name) {
    return new RecordedPlugin(name, List.of(), 0, true, true, true);
  }

  /** The same, in these formats alone. */
  public RecordedPlugin formats(String... some) {
    return new RecordedPlugin(name, List.of(some), maxContentLength, receives, sends, takesConfig);
  }

  /** The same, up to so many characters a message. */
  public RecordedPlugin maxContentLength(int characters) {
    return new RecordedPlugin(name, formats, characters, receives, sends, takesConfig);
  }

  /** The same, for CreateMessage alone. */
  public RecordedPlugin receivesOnly() {
    return new RecordedPlugin(name, formats, maxContentLength, true, false, false);
  }

  /** The same, for sending alone. */
  public RecordedPlugin sendsOnly() {
    return new RecordedPlugin(name, formats, maxContentLength, false, true, takesConfig);
  }

  /** The same, refusing SendMessagesWithConfig. */
  public RecordedPlugin withoutConfig() {
    return new RecordedPlugin(name, formats, maxContentLength, receives, sends, false);
  }
}
