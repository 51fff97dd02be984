/**
 * The messaging agent as a whole: {@link org.messagingagent.server.MessagingServer} is what an
 * application starts and stops. The wiring is here, and nowhere else.
 */
package org.messagingagent.server;
