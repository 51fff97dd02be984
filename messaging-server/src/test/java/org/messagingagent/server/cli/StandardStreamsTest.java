package org.messagingagent.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class StandardStreamsTest {

  @Test
  void streamsStayOpenWhoeverClosesThemAndAreAsBeforeInTheEnd() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream watched = new PrintStream(written, true, UTF_8);
    System.setOut(watched);
    try {
      StandardStreams streams = StandardStreams.keptOpen();
      try {
        new PrintWriter(System.out).close();
        System.out.close();
        System.err.close();
        System.out.println("grün");
        assertThat(System.err.checkError()).isFalse();
      } finally {
        streams.restore();
      }
      assertThat(written.toString(UTF_8)).isEqualTo("grün" + System.lineSeparator());
      assertThat(System.out).isSameAs(watched);
    } finally {
      System.setOut(out);
    }
    assertThat(System.err).isSameAs(err);
  }
}
