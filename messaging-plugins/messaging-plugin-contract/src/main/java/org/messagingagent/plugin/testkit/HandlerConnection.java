package org.messagingagent.plugin.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Set;

/** A connection as the server gives it to a handler: what would end the transaction is refused. */
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
    if (ended) {
      throw new SQLException(
          "The call for which the connection was given has ended", CONNECTION_DOES_NOT_EXIST);
    }
    if (REFUSED_BUT_FOR_FALSE.contains(name) && Boolean.FALSE.equals(arguments[0])) {
      return null;
    }
    boolean whole =
        name.equals("rollback") && !(arguments != null && arguments[0] instanceof Savepoint);
    if (whole || REFUSED.contains(name) || REFUSED_BUT_FOR_FALSE.contains(name)) {
      throw new SQLException(
          "%s() is not for the handler: the server ends the transaction, by what handle answers"
              .formatted(name),
          INVALID_TRANSACTION_STATE);
    }
    Object result = call(real, method, arguments);
    return result instanceof Statement statement ? given(statement) : result;
  }

  private Statement given(Statement statement) {
    Class<? extends Statement> type =
        statement instanceof CallableStatement
            ? CallableStatement.class
            : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
    return proxy(
        type,
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method.getName(), arguments);
          }
          return method.getName().equals("getConnection")
              ? given
              : call(statement, method, arguments);
        });
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
