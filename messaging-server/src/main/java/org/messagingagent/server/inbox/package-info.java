/**
 * Incoming messages: accepting them, and dispatching them to their plugins in order, again where
 * that failed, and to the dead letters where it keeps failing.
 */
package org.messagingagent.server.inbox;
