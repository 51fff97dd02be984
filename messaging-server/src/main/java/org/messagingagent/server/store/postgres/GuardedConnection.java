package org.messagingagent.server.store.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A connection in the hands of a handler, whose transaction the server ends: what would end it, or
 * outlive it, is refused. It keeps handlers from mistakes, not from what they do on purpose.
 *
 * <p>The kit for plugins' tests has one of its own, for it must not need the server, nor the server
 * it, and what both need, the API, is for plugins alone. HandlerConnectionContract holds them
 * together.
 */
final class GuardedConnection implements InvocationHandler {

  /** SQLState: the state of the transaction does not allow this. */
  private static final String INVALID_TRANSACTION_STATE = "25000";

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";

  private static final Set<String> REFUSED =
      Set.of(
          "commit",
          "close",
          "abort",
          "setTransactionIsolation",
          "setCatalog",
          "setSchema",
          "setHoldability",
          "setNetworkTimeout",
          "setClientInfo");

  /** From which the connection can be had; the narrower first. */
  private static final List<Class<?>> TYPES =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          DatabaseMetaData.class);

  /** What may be called of a statement after the call, too. */
  private static final Set<String> CLOSING = Set.of("close", "isClosed");

  private final Connection connection;
  private final Connection guard;
  private volatile boolean ended;

  GuardedConnection(Connection connection) {
    this.connection = connection;
    guard =
        (Connection)
            Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  /** What the handler is given. */
  Connection guard() {
    return guard;
  }

  /** From now on the handler can do nothing with it any more. */
  void end() {
    ended = true;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    String name = method.getName();
    if (name.equals("isClosed")) {
      return ended || connection.isClosed();
    }
    if (name.equals("unwrap") && ((Class<?>) arguments[0]).isInstance(proxy)) {
      return proxy;
    }
    checkNotEnded(name);
    if (isOff(name, arguments)) {
      return null; // it is so already
    }
    if (isRefused(name, arguments)) {
      throw refusal(
          name,
          "%s() is not for the handler: the server ends the transaction, by what handle answers"
              .formatted(name),
          INVALID_TRANSACTION_STATE);
    }
    return guarded(call(connection, method, arguments));
  }

  private void checkNotEnded(String name) throws SQLException {
    if (ended) {
      throw refusal(
          name, "The call for which the connection was given has ended", CONNECTION_DOES_NOT_EXIST);
    }
  }

  /** One method may throw no other kind. */
  private static SQLException refusal(String name, String message, String state) {
    return name.equals("setClientInfo")
        ? new SQLClientInfoException(message, state, Map.of())
        : new SQLException(message, state);
  }

  private static boolean isRefused(String name, Object[] arguments) {
    return REFUSED.contains(name)
        || name.equals("rollback") && !(arguments != null && arguments[0] instanceof Savepoint)
        || name.equals("setAutoCommit")
        || name.equals("setReadOnly");
  }

  /** Libraries say so of any connection. */
  private static boolean isOff(String name, Object[] arguments) {
    return (name.equals("setAutoCommit") || name.equals("setReadOnly"))
        && Boolean.FALSE.equals(arguments[0]);
  }

  /** Where the connection can be had from a result, that does not give it away either. */
  private Object guarded(Object result) {
    Optional<Class<?>> type = TYPES.stream().filter(each -> each.isInstance(result)).findFirst();
    return type.isEmpty()
        ? result
        : Proxy.newProxyInstance(
            GuardedConnection.class.getClassLoader(),
            new Class<?>[] {type.get()},
            (proxy, method, arguments) -> ofResult(result, proxy, method, arguments));
  }

  private Object ofResult(Object result, Object proxy, Method method, Object[] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    if (!CLOSING.contains(method.getName())) {
      checkNotEnded(method.getName());
    }
    return method.getName().equals("getConnection") ? guard : call(result, method, arguments);
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "the connection of a message that is being handled";
    };
  }
}
