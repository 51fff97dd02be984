/**
 * The plugin {@code smpp}: sends and receives SMS through an SMSC that speaks SMPP 3.4.
 *
 * <p>jSMPP gives the codec and the states of a session. What waits, times out, is bounded or may
 * fail is decided here: {@link org.messagingagent.plugin.smpp.SmscLink} answers for its submits as
 * soon as a connection is lost, and messages that come in never stand in the way of answers.
 */
package org.messagingagent.plugin.smpp;
