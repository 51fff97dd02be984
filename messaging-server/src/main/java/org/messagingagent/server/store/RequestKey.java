package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

/**
 * What makes a repeated request recognisable. Kept with what the request stored, in one commit.
 *
 * @param user who sent it
 * @param operation the operation's name
 * @param key the caller's key
 * @param argumentsHash 32 bytes, SHA-256 of the arguments
 */
public record RequestKey(String user, String operation, String key, byte[] argumentsHash) {

  public RequestKey {
    requireNonNull(user, "user is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(key, "key is null");
    requireNonNull(argumentsHash, "argumentsHash is null");
  }
}
