/**
 * The six operations of the messaging service and authentication, in the domain's own terms. Knows
 * no XML, HTTP or SQL: whoever speaks a protocol translates to these calls.
 */
package org.messagingagent.server.agent;
