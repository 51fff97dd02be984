/** Sends and receives SMS by SMPP 3.4. */
package org.messagingagent.plugin.smpp;
