package org.messagingagent.plugin.smpp;

import java.util.List;

/**
 * A message as it goes out.
 *
 * @param parts one a short message, in order; at least one
 * @param numbers sender and receiver as people write them
 */
record Draft(List<Submit> parts, Numbers numbers) {

  /** Two numbers, or names, that speak with one another. */
  record Numbers(String ours, String theirs) {

    /** What keeps the messages of the two together. */
    String sessionKey() {
      return "sms:%s:%s".formatted(ours, theirs);
    }
  }
}
