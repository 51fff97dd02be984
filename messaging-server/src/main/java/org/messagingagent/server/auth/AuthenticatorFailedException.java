package org.messagingagent.server.auth;

/** The application's authenticator gave no answer; try again later. */
public final class AuthenticatorFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AuthenticatorFailedException(String message) {
    super(message);
  }
}
