/**
 * What a plugin may rely on in the parts of its context, as tests: those of the server and those of
 * a test pass them alike, so that a plugin that works with the one works with the other.
 */
package org.messagingagent.plugin.testkit.context;
