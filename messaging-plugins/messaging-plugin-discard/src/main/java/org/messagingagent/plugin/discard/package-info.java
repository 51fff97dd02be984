/** The plugin {@code discard}: takes and sends everything, does nothing, counts. */
package org.messagingagent.plugin.discard;
