/** Outgoing messages: sending them through plugins within the call, and what became of them. */
package org.messagingagent.server.outbox;
