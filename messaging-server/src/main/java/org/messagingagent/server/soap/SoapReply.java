package org.messagingagent.server.soap;

/**
 * An answer, ready to be sent.
 *
 * @param status the HTTP status
 * @param contentType with the charset
 * @param body UTF-8
 */
public record SoapReply(int status, String contentType, byte[] body) {}
