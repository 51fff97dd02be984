/**
 * Calls a messaging agent over SOAP. {@link org.messagingagent.client.MessagingClient} is the
 * entry; the values it takes and gives are immutable, and every failure is a {@link
 * org.messagingagent.client.MessagingClientException} whose subclass says what may be done next.
 */
package org.messagingagent.client;
