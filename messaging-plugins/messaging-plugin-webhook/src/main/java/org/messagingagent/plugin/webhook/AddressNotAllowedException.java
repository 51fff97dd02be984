package org.messagingagent.plugin.webhook;

import java.io.IOException;

/** The receiver's host leads to an address that the operator does not allow. */
final class AddressNotAllowedException extends IOException {

  private static final long serialVersionUID = 1L;

  AddressNotAllowedException(String message) {
    super(message);
  }
}
