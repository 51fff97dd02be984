package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.Passwords;

class PasswordsForOperatorsTest {

  @Test
  void rushOfLogOnsIsToldToTheOperatorWithTheWayOut() throws Exception {
    PasswordsForOperators passwords =
        new PasswordsForOperators(new Passwords(new AuthConfig(Duration.ofHours(6), 10, 1, 0)));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return passwords.apply("a new password");
                }));
      }
      start.countDown();
      List<Throwable> refusals = new ArrayList<>();
      for (Future<String> result : results) {
        try {
          assertThat(result.get()).startsWith("$argon2id$");
        } catch (ExecutionException e) {
          refusals.add(e.getCause());
        }
      }
      assertThat(refusals)
          .isNotEmpty()
          .allSatisfy(
              refusal -> {
                assertThat(refusal)
                    .isInstanceOf(AdministrationException.class)
                    .hasMessageContaining("Nothing was changed")
                    .hasMessageContaining("try again");
                assertThat(((AdministrationException) refusal).reason())
                    .isEqualTo(Reason.UNAVAILABLE);
              });
    } finally {
      threads.shutdownNow();
    }
  }
}
