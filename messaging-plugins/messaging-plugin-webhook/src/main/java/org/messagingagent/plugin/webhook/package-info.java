/** Hands incoming messages to an address by HTTP, signed. */
package org.messagingagent.plugin.webhook;
