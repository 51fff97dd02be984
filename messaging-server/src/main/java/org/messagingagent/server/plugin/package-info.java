/**
 * Plugins: how they are found, each in its own class loader, the registry, and the one door through
 * which vendor code is called.
 */
package org.messagingagent.server.plugin;
