package org.messagingagent.server.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HttpTextTest {

  private static final byte[] ANSWER =
      bytes(
          """
          HTTP/1.1 200 OK\r
          Content-Type: text/xml\r
          Cache-Control: no-store\r
          CONTENT-LENGTH: 11\r
          \r
          <a>\r\n\r\n</a>\
          """);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void anAnswerIsWholeWithItsLastByteAndNotBefore() throws Exception {
    for (int filled = 0; filled < ANSWER.length; filled++) {
      assertThat(HttpText.answerLength(ANSWER, filled)).as("with %d bytes", filled).isEqualTo(-1);
    }
    assertThat(HttpText.answerLength(ANSWER, ANSWER.length)).isEqualTo(ANSWER.length);
  }

  @Test
  void statusIsTheNumberInTheFirstLine() {
    assertThat(HttpText.status(ANSWER)).isEqualTo(200);
    assertThat(HttpText.status(bytes("HTTP/1.1 503 Busy\r\n"))).isEqualTo(503);
  }

  @Test
  void emptyBodyIsAWholeAnswer() throws Exception {
    byte[] empty = bytes("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    assertThat(HttpText.answerLength(empty, empty.length)).isEqualTo(empty.length);
  }

  @Test
  void answerThatDoesNotTellItsLengthIsRefused() {
    byte[] chunked = bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThatThrownBy(() -> HttpText.answerLength(chunked, chunked.length))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chunked");
  }
}
