package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.PluginSetting;

/**
 * What a plugin tells about itself before it is opened; checked, bounded, and fit for XML.
 *
 * @param name unique in one server
 * @param version "unknown" where the vendor gives none
 * @param description a line; may be empty
 * @param builtFor the version of the plugin interface that it was built for, such as {@code 1.0};
 *     empty where it does not say
 * @param formats in the vendor's order, each once; empty means any
 * @param maxContentLength in characters; 0 for no limit
 * @param settings each key once
 */
public record PluginInfo(
    String name,
    String version,
    String description,
    Optional<String> builtFor,
    List<String> formats,
    int maxContentLength,
    List<PluginSetting> settings) {

  public PluginInfo {
    requireNonNull(name, "name is null");
    requireNonNull(version, "version is null");
    requireNonNull(description, "description is null");
    requireNonNull(builtFor, "builtFor is null");
    formats = List.copyOf(formats);
    settings = List.copyOf(settings);
  }

  /** The same of an instance of another name. */
  PluginInfo named(String other) {
    return new PluginInfo(
        other, version, description, builtFor, formats, maxContentLength, settings);
  }
}
