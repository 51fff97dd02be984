/**
 * Several nodes on one database: who is there, who works on what, and what happens when one goes.
 */
package org.messagingagent.server.cluster;
