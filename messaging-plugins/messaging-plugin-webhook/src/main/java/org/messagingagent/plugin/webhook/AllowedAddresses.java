package org.messagingagent.plugin.webhook;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Finds the addresses to connect to, and fails where one of them is not allowed. The client
 * connects to exactly what this answers and never looks a name up again, so that nobody can let a
 * name lead elsewhere between the check and the connection.
 */
final class AllowedAddresses implements SocketAddressResolver {

  private final String plugin;
  private final Names names;
  private final AllowList allowed;
  private final Executor executor;

  /**
   * Makes one.
   *
   * @param plugin the name under which the plugin runs
   * @param executor where names are looked up, which may take its time and cannot be interrupted
   */
  AllowedAddresses(String plugin, Names names, AllowList allowed, Executor executor) {
    this.plugin = plugin;
    this.names = names;
    this.allowed = allowed;
    this.executor = executor;
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    try {
      executor.execute(() -> resolve(host, port, promise));
    } catch (RuntimeException e) { // as when the plugin is being closed
      promise.failed(e);
    }
  }

  private void resolve(String host, int port, Promise<List<InetSocketAddress>> promise) {
    List<InetSocketAddress> found = new ArrayList<>();
    try {
      for (InetAddress address : allowed(host)) {
        found.add(new InetSocketAddress(named(host, address), port));
      }
    } catch (IOException | RuntimeException e) {
      promise.failed(e);
      return;
    }
    promise.succeeded(found);
  }

  /** The address under the host's name, of which the certificate has to be. */
  private static InetAddress named(String host, InetAddress address) throws IOException {
    return address instanceof Inet6Address ipv6
        ? Inet6Address.getByAddress(host, ipv6.getAddress(), ipv6.getScopeId())
        : InetAddress.getByAddress(host, address.getAddress());
  }

  private List<InetAddress> allowed(String host) throws IOException {
    List<InetAddress> addresses = names.addresses(host);
    for (InetAddress address : addresses) {
      if (!allowed.permits(host, address)) {
        throw new AddressNotAllowedException(
            "%s leads to %s, which messaging.plugin.%s.allow does not name"
                .formatted(host, address.getHostAddress(), plugin));
      }
    }
    return addresses;
  }
}
