package org.messagingagent.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PasswordsTest {

  private final Passwords passwords = new Passwords(AuthConfig.DEFAULTS);

  @Test
  void passwordMatchesItsHashAndNoOther() {
    String hash = passwords.hash("correct horse");
    assertThat(passwords.matches("correct horse", hash)).isTrue();
    assertThat(passwords.matches("correct horse ", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
  }

  @Test
  void hashIsAPhcStringWithTheAgreedCostAndASaltOfItsOwn() {
    String first = passwords.hash("same");
    assertThat(first).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.hash("same")).isNotEqualTo(first);
  }

  @Test
  void passwordsKeepCharactersBeyondAscii() {
    assertThat(passwords.matches("pässwörd 🔑", passwords.hash("pässwörd 🔑"))).isTrue();
    assertThat(passwords.matches("password 🔑", passwords.hash("pässwörd 🔑"))).isFalse();
  }

  @Test
  void moreLogOnsThanMayWaitAreToldSo() throws Exception {
    Passwords narrow = new Passwords(new AuthConfig(Duration.ofHours(6), 10, 1, 0));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return narrow.hash("busy");
                }));
      }
      start.countDown();
      int refused = 0;
      for (Future<String> result : results) {
        try {
          assertThat(result.get()).isNotEmpty();
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(TooManyLogOnsException.class);
          refused++;
        }
      }
      assertThat(refused).isPositive().isLessThan(8);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void configurationThatCannotWorkIsRefused() {
    assertThatThrownBy(() -> new AuthConfig(Duration.ZERO, 10, 1, 0))
        .hasMessageContaining("auth.ticket-lifetime must be positive");
  }
}
