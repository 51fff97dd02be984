package org.messagingagent.client.cli;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a message's content comes from. */
final class ContentOptions {

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** One of these. */
  static final class Source {
    @Parameters(
        paramLabel = "CONTENT",
        arity = "1",
        description = "The content; - reads it from standard input.")
    private String content;

    @Option(
        names = "--content-file",
        paramLabel = "FILE",
        description = "A UTF-8 file that is the content, kept exactly.")
    private Path file;
  }

  String read(Surroundings surroundings) {
    if (source.file != null) {
      return TextSource.file(source.file);
    }
    return source.content.equals("-")
        ? TextSource.standardInput(surroundings.in())
        : source.content;
  }
}
