package org.messagingagent.server.store.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the calls of a connection on, and gives it back as it was where it is closed. */
final class GivenBack implements InvocationHandler {

  private static final Logger log = LoggerFactory.getLogger(GivenBack.class);

  private final Connection lent;
  private final LentState state;
  private boolean closed;

  GivenBack(Connection lent, LentState state) {
    this.lent = lent;
    this.state = state;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        close();
        return null;
      }
      case "abort" -> {
        abort((Executor) arguments[0]);
        return null;
      }
      case "isClosed" -> {
        return isClosed();
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return "lent " + lent;
      }
      default -> {
        return call(method, arguments);
      }
    }
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    if (isClosed()) {
      throw new SQLException("The connection was given back", "08003");
    }
    try {
      return method.invoke(lent, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private synchronized boolean isClosed() throws SQLException {
    return closed || lent.isClosed();
  }

  /** Whoever aborts a connection does not close it any more, so it is given back here. */
  private void abort(Executor executor) {
    executor.execute(
        () -> {
          try {
            lent.abort(Runnable::run); // at first: a statement that runs would hold up what follows
            close();
          } catch (SQLException e) {
            log.debug("An aborted connection could not be given back", e);
          }
        });
  }

  private synchronized void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!lent.isClosed()) {
        state.restore(lent);
      }
    } catch (SQLException e) {
      log.debug("A connection is given back broken", e);
      lent.abort(Runnable::run); // so that nobody gets it with our settings
    } finally {
      lent.close();
    }
  }
}
