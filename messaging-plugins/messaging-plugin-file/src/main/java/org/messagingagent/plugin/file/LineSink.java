package org.messagingagent.plugin.file;

import java.io.IOException;
import java.util.List;

/** Where lines go, several at a time. For one thread. */
interface LineSink extends AutoCloseable {

  /**
   * Writes all lines and waits until they are on disk.
   *
   * @throws NotWrittenException where none of them is written
   * @throws IOException where some may be
   */
  void append(List<byte[]> lines) throws IOException;

  @Override
  void close() throws IOException;
}
