/**
 * Gateways that call: a plugin that is a {@link org.messagingagent.spi.callback.CallbackHandler}
 * owns the addresses below {@code /gateway/<plugin>/} of the server, and helpers tell who called.
 */
package org.messagingagent.spi.callback;
