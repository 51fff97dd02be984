/** Sends mail by SMTP; reads replies and bounces by IMAP. */
package org.messagingagent.plugin.smtp;
