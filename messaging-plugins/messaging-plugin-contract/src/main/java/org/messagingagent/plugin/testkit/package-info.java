/**
 * What a vendor tests a plugin with: {@link
 * org.messagingagent.plugin.testkit.MessagingPluginContract} states what every plugin keeps to, the
 * rest helps with tests of its own. Needs JUnit 5 and AssertJ.
 */
package org.messagingagent.plugin.testkit;
