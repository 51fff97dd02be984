/**
 * For the tests of those who call a messaging agent: a real server on a free port, with a database
 * of its own and plugins that record. {@link
 * org.messagingagent.client.testkit.MessagingServerExtension} runs it in JUnit, {@link
 * org.messagingagent.client.testkit.LocalMessagingServer} anywhere; {@link
 * org.messagingagent.client.testkit.TestMessagingServer} is what a test does with it.
 */
package org.messagingagent.client.testkit;
