package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {

  @Test
  void permitsThePublicInternetAndNothingElseByTheWord() {
    AllowList list = AllowList.parse("public");
    assertThat(permits(list, "a.example", "1.1.1.1")).isTrue();
    assertThat(permits(list, "a.example", "10.1.2.3")).isFalse();
    assertThat(permits(list, "localhost", "127.0.0.1")).isFalse();
  }

  @Test
  void permitsWhatItNamesAndNoOtherPublicAddress() {
    AllowList list = AllowList.parse("10.1.0.0/16, 2001:db8::/32\n192.0.2.7");
    assertThat(permits(list, "a.example", "10.1.255.1")).isTrue();
    assertThat(permits(list, "a.example", "::ffff:10.1.255.1")).isTrue();
    assertThat(permits(list, "a.example", "2001:db8::5")).isTrue();
    assertThat(permits(list, "a.example", "192.0.2.7")).isTrue();
    assertThat(permits(list, "a.example", "192.0.2.8")).isFalse();
    assertThat(permits(list, "a.example", "10.2.0.1")).isFalse();
    assertThat(permits(list, "a.example", "1.1.1.1")).isFalse();
  }

  @Test
  void permitsAHostThatItNamesWhereverItLeads() {
    AllowList list = AllowList.parse("Hooks.Intern.Example");
    assertThat(permits(list, "hooks.intern.example", "10.1.2.3")).isTrue();
    assertThat(permits(list, "HOOKS.intern.example.", "127.0.0.1")).isTrue();
    assertThat(permits(list, "intern.example", "10.1.2.3")).isFalse();
    assertThat(permits(list, "x.hooks.intern.example", "10.1.2.3")).isFalse();
    assertThat(permits(list, "hooks.intern.example.evil.example", "10.1.2.3")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0",
        "256.1.1.1",
        "010.0.0.1",
        "::1/129",
        "[::1]",
        "*.example.com",
        "hooks.example.com:443",
        "https://hooks.example.com",
        "hooks..example",
        "-a.example",
        "public;10.0.0.1"
      })
  void refusesWhatNamesNothing(String entry) {
    assertThat(AllowList.problem("public " + entry).orElseThrow())
        .startsWith("must name ")
        .contains("'" + entry + "'");
  }

  @Test
  void refusesAListThatIsTooLong() {
    assertThat(AllowList.problem(String.join(" ", Collections.nCopies(100, "10.0.0.1")))).isEmpty();
    assertThat(AllowList.problem(String.join(" ", Collections.nCopies(101, "10.0.0.1"))))
        .contains("must have at most 100 entries, has 101");
  }

  private static boolean permits(AllowList list, String host, String address) {
    try {
      return list.permits(host, InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
