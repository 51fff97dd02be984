package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import org.messagingagent.server.store.IncomingStepsContract;
import org.messagingagent.server.store.MessageState;

final class PgIncomingStepsTest extends PgStoreFixture implements IncomingStepsContract {

  @Override
  public void end(long id, String reason) {
    assertThat(get(store().inbox().finish(id, epoch(), MessageState.DEAD, 1, reason, NOW)))
        .isTrue();
  }
}
