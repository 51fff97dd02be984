package org.messagingagent.client;

/** What a call does on the server, which decides what its lost answer means. */
enum Effect {
  /** Nothing, or nothing that matters when it is done twice. */
  NONE,
  /** It stores or sends: a lost answer leaves open whether it did. */
  CHANGE
}
