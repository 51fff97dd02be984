package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An installed plugin (contract: GetPlugins).
 *
 * @param name by which calls address it
 * @param formats the formats of content that it takes, such as {@code sms/160}
 * @param supportsConfig whether it takes the configuration of SendMessagesWithConfig; false in
 *     contracts before 82, which do not tell
 */
public record PluginInfo(String name, List<String> formats, boolean supportsConfig) {

  public PluginInfo {
    requireNonNull(name, "name is null");
    formats = List.copyOf(formats);
  }
}
