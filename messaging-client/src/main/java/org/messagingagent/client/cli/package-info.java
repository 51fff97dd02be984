/** The client as commands for people and scripts. Uses the library and is not used by it. */
package org.messagingagent.client.cli;
