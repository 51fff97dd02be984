/**
 * The front: addresses, verbs, limits and time-outs. Handlers speak to a small {@link
 * org.messagingagent.server.http.Exchange}; what carries it, Jetty in our own server, is known to
 * its adapter alone.
 */
package org.messagingagent.server.http;
