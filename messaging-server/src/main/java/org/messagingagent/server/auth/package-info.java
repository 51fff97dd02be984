/** Users, their passwords and their tickets: who may call. */
package org.messagingagent.server.auth;
