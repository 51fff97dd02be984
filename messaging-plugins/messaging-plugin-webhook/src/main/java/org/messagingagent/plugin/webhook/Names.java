package org.messagingagent.plugin.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Names {

  /** As the operating system finds them: by DNS, the hosts file and so on. */
  Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /**
   * The addresses of a host, at least one; of a host that is an address already, that one.
   *
   * @throws UnknownHostException where there are none
   */
  List<InetAddress> addresses(String host) throws UnknownHostException;
}
