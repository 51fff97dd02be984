/** Moves a store into another, checks one, and backs one up; without a server, or beside it. */
package org.messagingagent.server.store.copy;
