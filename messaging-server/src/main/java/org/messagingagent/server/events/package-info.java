/** What happens to messages, told to the application that embeds the server. */
package org.messagingagent.server.events;
