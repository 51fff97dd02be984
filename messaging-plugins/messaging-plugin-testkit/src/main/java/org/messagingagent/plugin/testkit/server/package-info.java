/**
 * A plugin in a real server: {@link org.messagingagent.plugin.testkit.server.PluginHarness} runs
 * it, {@link org.messagingagent.plugin.testkit.server.MessagingPluginServerContract} states what it
 * keeps to there.
 */
package org.messagingagent.plugin.testkit.server;
