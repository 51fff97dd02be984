package org.messagingagent.server.inbox;

/**
 * What the lane of a plugin is at.
 *
 * @param held messages in memory, those that are being handled among them
 * @param running calls of its handler that go on
 */
public record LaneActivity(int held, int running) {}
