package org.messagingagent.server.admin;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.store.HeldElsewhereException;
import org.messagingagent.server.store.StoreBusyException;

/** Waits for what the store writes. */
final class StoreWait {

  private static final long PATIENCE_SECONDS = 30;

  private StoreWait() {}

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HeldElsewhereException held) {
        throw new AdministrationException(Reason.REFUSED, held.getMessage(), held);
      }
      String message =
          e.getCause() instanceof StoreBusyException
              ? "The store is busy; nothing was changed, try again in a moment"
              : "The store could not do it; the server's log says why";
      throw new AdministrationException(Reason.UNAVAILABLE, message, e.getCause());
    } catch (TimeoutException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE, "The store has not answered; look whether the change was made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdministrationException(Reason.UNAVAILABLE, "Interrupted", e);
    }
  }
}
