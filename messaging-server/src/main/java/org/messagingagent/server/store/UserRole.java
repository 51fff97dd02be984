package org.messagingagent.server.store;

import java.util.EnumSet;
import java.util.Set;

/** What a user may do. */
public enum UserRole {
  /** Log on to the service and call it. */
  CALLER(1),
  /** Administer servers over the network. */
  OPERATOR(2);

  private final int bit;

  UserRole(int bit) {
    this.bit = bit;
  }

  /** How roles are written in the database; bits never change their meaning. */
  public static int bits(Set<UserRole> roles) {
    return roles.stream().mapToInt(role -> role.bit).reduce(0, (one, other) -> one | other);
  }

  /** The roles of these bits; bits that are not known grant nothing. */
  public static Set<UserRole> of(int bits) {
    Set<UserRole> roles = EnumSet.noneOf(UserRole.class);
    for (UserRole role : values()) {
      if ((bits & role.bit) != 0) {
        roles.add(role);
      }
    }
    return roles;
  }
}
