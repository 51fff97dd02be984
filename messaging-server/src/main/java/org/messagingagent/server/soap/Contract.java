package org.messagingagent.server.soap;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The numbers NN of the contracts {@code ServicesNN} that the server speaks. */
public final class Contract {

  /** All numbers, ascending: 73, 75, 80 to 88. */
  public static final SortedSet<Integer> NUMBERS =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(List.of(73, 75, 80, 81, 82, 83, 84, 85, 86, 87, 88)));

  private Contract() {}
}
