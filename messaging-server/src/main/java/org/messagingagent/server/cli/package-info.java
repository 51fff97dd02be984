/** The command line: settings, the server as a process, and the operator's commands. */
package org.messagingagent.server.cli;
