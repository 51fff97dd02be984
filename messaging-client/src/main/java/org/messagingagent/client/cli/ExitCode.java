package org.messagingagent.client.cli;

import org.messagingagent.client.MessagingClientException;
import org.messagingagent.client.NotAuthenticatedException;
import org.messagingagent.client.OutcomeUnknownException;
import org.messagingagent.client.PartlySentException;
import org.messagingagent.client.TryLaterException;
import org.messagingagent.client.UnreachableException;

/** What a command tells the shell. Scripts rely on the numbers. */
enum ExitCode {
  OK(0),
  FAILED(1),
  USAGE(2),
  TRY_LATER(3),
  NOT_AUTHENTICATED(4),
  UNCERTAIN(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static ExitCode of(MessagingClientException failure) {
    if (failure instanceof UnreachableException || failure instanceof TryLaterException) {
      return TRY_LATER;
    }
    if (failure instanceof NotAuthenticatedException) {
      return NOT_AUTHENTICATED;
    }
    boolean uncertain =
        failure instanceof OutcomeUnknownException || failure instanceof PartlySentException;
    return uncertain ? UNCERTAIN : FAILED;
  }
}
