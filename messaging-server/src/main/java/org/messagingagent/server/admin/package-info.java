/**
 * What operators do: users, plugins, messages. One interface, {@link
 * org.messagingagent.server.admin.Administration}, on the stores themselves or over HTTP to the
 * server that runs.
 */
package org.messagingagent.server.admin;
