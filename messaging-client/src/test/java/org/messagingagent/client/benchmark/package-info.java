/** Measures what a call of the client costs; nothing here runs in the build. */
package org.messagingagent.client.benchmark;
