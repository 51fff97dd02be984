package org.messagingagent.server.plugin;

import java.util.List;
import org.messagingagent.spi.MessagingPlugin;

/**
 * A plugin that has told what it is, and is not started.
 *
 * @param loader what its threads get as context class loader
 * @param wanted whether it runs where the operator says nothing
 */
record Candidate(
    MessagingPlugin plugin,
    String name,
    String version,
    List<String> formats,
    boolean wanted,
    String location,
    ClassLoader loader) {}
