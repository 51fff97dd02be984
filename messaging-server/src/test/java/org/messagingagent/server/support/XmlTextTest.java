package org.messagingagent.server.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XmlTextTest {

  @Test
  void whatXmlCanCarryIsFit() {
    for (String text : new String[] {"", "\t\n\r \ud7ff\ue000\ufffd", "\ud83d\ude00"}) {
      assertThat(XmlText.isFit(text)).isTrue();
      assertThat(XmlText.firstUnfit(text)).isEmpty();
    }
  }

  @Test
  void firstCharacterThatXmlCannotCarryIsFound() {
    for (String unfit :
        new String[] {"\u0000", "\u001f", "\u000b", "\ud83d", "\ude00", "\ufffe", "\uffff"}) {
      assertThat(XmlText.firstUnfit("\ud83d\ude00x" + unfit + "y\u0000")).hasValue(3);
      assertThat(XmlText.isFit(unfit)).isFalse();
      assertThat(XmlText.fit("a" + unfit + "b", 10)).isEqualTo("ab");
    }
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(XmlText.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(XmlText.cut("abcde", 4)).isEqualTo("abc…");
    assertThat(XmlText.cut("ab\ud83d\ude00de", 4)).isEqualTo("ab…");
    assertThat(XmlText.fit("a\u0000bcde", 4)).isEqualTo("abc…");
    assertThat(XmlText.fit("a\u0000bcd", 4)).isEqualTo("abcd");
  }
}
