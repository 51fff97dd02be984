/**
 * The proof: servers in processes of their own under load, killed, paused and cut off, and a
 * verdict on what became of the messages.
 */
package org.messagingagent.server.prove;
