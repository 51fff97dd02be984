/**
 * The plugin {@code webhook}: posts each incoming message as JSON to an address by HTTP, signed as
 * the Standard Webhooks specification says.
 *
 * @see <a href="https://www.standardwebhooks.com">Standard Webhooks</a>
 */
package org.messagingagent.plugin.webhook;
