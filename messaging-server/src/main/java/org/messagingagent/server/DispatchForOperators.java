package org.messagingagent.server;

import org.messagingagent.server.admin.StoreAdministration.Dispatch;
import org.messagingagent.server.inbox.Dispatcher;

/** The dispatcher, as the administration sees it. */
record DispatchForOperators(Dispatcher dispatcher) implements Dispatch {

  @Override
  public void lookAgain() {
    dispatcher.lookAgain();
  }

  @Override
  public boolean putAside(String plugin, long id) {
    return dispatcher.putAside(plugin, id);
  }

  @Override
  public void letGo(String plugin, long id) {
    dispatcher.letGo(plugin, id);
  }
}
