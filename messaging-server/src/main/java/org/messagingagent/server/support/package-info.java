/** Small things that several packages use: threads with names, logs that do not flood. */
package org.messagingagent.server.support;
