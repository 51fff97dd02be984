/** Sends SMS by a vendor's HTTP API that settings describe. */
package org.messagingagent.plugin.httpsms;
