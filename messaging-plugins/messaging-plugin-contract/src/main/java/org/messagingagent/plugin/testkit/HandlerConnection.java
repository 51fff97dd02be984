package org.messagingagent.plugin.testkit;

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
 * A connection as the server gives it to a handler: what would end the transaction is refused. The
 * server has one of its own, which keeps to the same contract: neither may need the other.
 */
final class HandlerConnection implements InvocationHandler {

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
  private static final Set<String> REFUSED_BUT_FOR_FALSE = Set.of("setAutoCommit", "setReadOnly");

  /** From which the connection can be had; the narrower first. */
  private static final List<Class<?>> TYPES =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          DatabaseMetaData.class);

  /** What may be called of a statement after the call, too. */
  private static final Set<String> CLOSING = Set.of("close", "isClosed");

  private final Connection real;
  private final Connection given;
  private volatile boolean ended;

  HandlerConnection(Connection real) {
    this.real = real;
    given = proxy(Connection.class, this);
  }

  Connection connection() {
    return given;
  }

  /** From now on the handler can do nothing with it any more. */
  void end() {
    ended = true;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, name, arguments);
    }
    if (name.equals("isClosed")) {
      return ended || real.isClosed();
    }
    if (name.equals("unwrap") && ((Class<?>) arguments[0]).isInstance(proxy)) {
      return proxy;
    }
    checkNotEnded(name);
    if (REFUSED_BUT_FOR_FALSE.contains(name) && Boolean.FALSE.equals(arguments[0])) {
      return null;
    }
    boolean whole =
        name.equals("rollback") && !(arguments != null && arguments[0] instanceof Savepoint);
    if (whole || REFUSED.contains(name) || REFUSED_BUT_FOR_FALSE.contains(name)) {
      throw refusal(
          name,
          "%s() is not for the handler: the server ends the transaction, by what handle answers"
              .formatted(name),
          INVALID_TRANSACTION_STATE);
    }
    return given(call(real, method, arguments));
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

  /** Where the connection can be had from a result, that does not give the real one away. */
  private Object given(Object result) {
    Optional<Class<?>> type = TYPES.stream().filter(each -> each.isInstance(result)).findFirst();
    return type.isEmpty()
        ? result
        : proxy(
            type.get(), (proxy, method, arguments) -> ofResult(result, proxy, method, arguments));
  }

  private Object ofResult(Object result, Object proxy, Method method, Object[] arguments)
      throws Throwable {
    String name = method.getName();
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, name, arguments);
    }
    if (!CLOSING.contains(name)) {
      checkNotEnded(name);
    }
    return name.equals("getConnection") ? given : call(result, method, arguments);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            HandlerConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object ofObject(Object proxy, String name, Object[] arguments) {
    return switch (name) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "the connection of a message that is being handled";
    };
  }
}
