/**
 * From bytes to a call of the agent and back: envelope, SOAP and contract versions, Metro, faults,
 * WSDL. Nothing of Metro is seen outside this package.
 */
package org.messagingagent.server.soap;
