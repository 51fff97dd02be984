package org.messagingagent.server.plugin;

import org.messagingagent.spi.MessagingPlugin;

/**
 * A plugin that has told what it is, and is not started.
 *
 * @param wanted whether it runs where the operator says nothing
 * @param loader what its threads get as context class loader
 */
record Candidate(
    MessagingPlugin plugin, PluginInfo info, boolean wanted, Place place, ClassLoader loader) {

  String name() {
    return info.name();
  }

  /** The same plugin under the name of an instance, which the operator asked for. */
  Candidate as(Place.Instance instance) {
    return new Candidate(plugin, info.named(instance.name()), true, instance, loader);
  }

  /** Where it was found, in words for an operator. */
  String location() {
    return place.text();
  }
}
