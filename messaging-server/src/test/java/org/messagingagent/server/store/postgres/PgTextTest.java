package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PgTextTest {

  private static final List<String> TEXTS =
      List.of(
          "",
          "\u0000",
          "\u0000\u0000",
          "\u0000a",
          "\u0001",
          "\u0001\u0001",
          "\u0002",
          "a",
          "a\u0000",
          "a\u0001b");

  @Test
  void everyTextComesBackAndNoneIsStoredWithACharacterZero() {
    for (String text : TEXTS) {
      assertThat(PgText.text(PgText.stored(text))).isEqualTo(text);
      assertThat(PgText.stored(text)).doesNotContain("\u0000");
    }
  }

  @Test
  void orderAndBeginningsOfTextsStay() {
    for (String one : TEXTS) {
      for (String other : TEXTS) {
        String stored = PgText.stored(one);
        String storedOther = PgText.stored(other);
        assertThat(Integer.signum(stored.compareTo(storedOther)))
            .isEqualTo(Integer.signum(one.compareTo(other)));
        assertThat(stored.startsWith(storedOther)).isEqualTo(one.startsWith(other));
      }
    }
  }
}
