package org.messagingagent.spi.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressListTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.77/24, 192.0.2.1, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.4/31, 192.0.2.5, true",
    "192.0.2.4/31, 192.0.2.6, false",
    "192.0.2.4/32, 192.0.2.5, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "128.0.0.0/1, 200.1.2.3, true",
    "128.0.0.0/1, 127.255.255.255, false",
    "2001:db8::1, 2001:DB8:0:0:0:0:0:1, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8::/33, 2001:db8:8000::, false",
    "::/0, 2001:db8::1, true",
    "::/0, 192.0.2.7, false",
    "::1/128, ::1, true",
    "::ffff:192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, ::ffff:192.0.2.7, true",
    "::ffff:192.0.2.0/120, 192.0.2.200, true",
    "::ffff:192.0.2.0/120, 192.0.3.1, false",
    "::ffff:0:0/96, 10.1.2.3, true",
    "::192.0.2.7, 192.0.2.7, false",
  })
  void listHoldsItsAddressesAndThoseInItsRanges(String list, String address, boolean held) {
    InetAddress looked = AddressList.address(address).orElseThrow();
    assertThat(AddressList.parse(list).contains(looked)).isEqualTo(held);
  }

  @Test
  void addressOfTheJdkThatIsIpv4WrittenAsIpv6IsThatIpv4Address() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 7;
    Inet6Address address = Inet6Address.getByAddress(null, mapped, 0);

    assertThat(AddressList.parse("10.0.0.7").contains(address)).isTrue();
    assertThat(AddressList.parse("10.0.0.8").contains(address)).isFalse();
    assertThat(AddressList.parse("::/0").contains(address)).isFalse();
  }

  @Test
  void listIsSeparatedByCommasAndWhiteSpace() {
    AddressList list = AddressList.parse(" 192.0.2.7,198.51.100.0/24\n\t, 2001:db8::1 ");

    assertThat(list.contains(AddressList.address("192.0.2.7").orElseThrow())).isTrue();
    assertThat(list.contains(AddressList.address("198.51.100.9").orElseThrow())).isTrue();
    assertThat(list.contains(AddressList.address("2001:db8::1").orElseThrow())).isTrue();
    assertThat(list.contains(AddressList.address("203.0.113.1").orElseThrow())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , "})
  void emptyListHoldsNothing(String text) {
    assertThat(AddressList.parse(text).isEmpty()).isTrue();
    assertThat(AddressList.parse(text).contains(InetAddress.getLoopbackAddress())).isFalse();
    assertThat(AddressList.parse("::1").isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "sms.example.com",
        "192.0.2",
        "192.0.2.",
        "192.0.2.7.1",
        "192.0.2.256",
        "192.0.2.999",
        "192.0.2.07",
        "0300.0.2.7",
        "0xC0.0.2.7",
        "3221225991",
        "192.0.2.-1",
        "١٩٢.0.2.7",
        "192.0.2.7/",
        "192.0.2.7/33",
        "192.0.2.7/-0",
        "192.0.2.7/-1",
        "192.0.2.7/+8",
        "192.0.2.7/08",
        "192.0.2.7/٨",
        "192.0.2.7/8/8",
        "192.0.2.7/255.255.255.0",
        "/8",
        "192.0.2.7:80",
        ":",
        ":::",
        "1::2::3",
        "12345::",
        "2001:db8::1/129",
        "::ffff:192.0.2.0/24",
        "::ffff:192.0.2.07",
        "::ffff:192.0.2.256",
        "::1%eth0",
        "[::1]",
        "g::1",
      })
  void whatIsNoAddressOrRangeIsRefusedByName(String wrong) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressList.parse("192.0.2.1, " + wrong))
        .withMessageContaining("'" + wrong + "'")
        .withMessageContaining("192.0.2.0/24");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "localhost", "192.0.2.999", "10.0.0.0/8", "1.2.3.4 ", "[::1]"})
  void textThatIsNoAddressStandsForNone(String text) {
    assertThat(AddressList.address(text)).isEmpty();
  }

  @Test
  void listsAreEqualWhereTheyHoldTheSame() {
    AddressList list = AddressList.parse("192.0.2.77/24, ::1");

    assertThat(list).isEqualTo(AddressList.parse("192.0.2.0/24 ::1"));
    assertThat(list).hasSameHashCodeAs(AddressList.parse("192.0.2.0/24 ::1"));
    assertThat(list).isNotEqualTo(AddressList.parse("192.0.2.0/25, ::1"));
    assertThat(list).hasToString("192.0.2.0/24, 0:0:0:0:0:0:0:1");
    assertThat(AddressList.parse(list.toString())).isEqualTo(list);
  }
}
