/** The plugin {@code file}: writes messages to JSON Lines files. */
package org.messagingagent.plugin.file;
