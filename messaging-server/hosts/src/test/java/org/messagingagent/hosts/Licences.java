package org.messagingagent.hosts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The licences of libraries, as the POMs beside them in Maven's repository name them. */
final class Licences {

  /** Their names for what has one name in the documentation. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("EDL 1.0", "EDL-1.0"),
          Map.entry("Eclipse Distribution License - v 1.0", "EDL-1.0"),
          Map.entry("Eclipse Public License - v 1.0", "EPL-1.0"),
          Map.entry("EPL 2.0", "EPL-2.0"),
          Map.entry("GPL2 w/ CPE", "GPL-2.0 with Classpath exception"),
          Map.entry("GNU Lesser General Public License", "LGPL-2.1"),
          Map.entry("Apache 2.0", "Apache-2.0"),
          Map.entry("Apache License v2", "Apache-2.0"),
          Map.entry("Apache License, Version 2.0", "Apache-2.0"),
          Map.entry("The Apache License, Version 2.0", "Apache-2.0"),
          Map.entry("The Apache Software License, Version 2.0", "Apache-2.0"),
          Map.entry("The Apache Software License, version 2.0", "Apache-2.0"),
          Map.entry("The BSD 2-Clause License", "BSD-2-Clause"),
          Map.entry("Go License", "BSD-3-Clause"),
          Map.entry("Bouncy Castle Licence", "MIT"),
          Map.entry("Public Domain", "public domain"),
          Map.entry("Public Domain, per Creative Commons CC0", "CC0"));

  private final Path repository;

  /**
   * @param jar of an artifact in Maven's repository
   */
  Licences(Path jar, String groupId) {
    Path directory = jar.getParent().getParent(); // of the artifact's versions
    for (int i = 0; i <= groupId.split("\\.").length; i++) {
      directory = directory.getParent();
    }
    repository = directory;
  }

  /** In the words of the documentation. */
  String of(String artifact, String version) throws Exception {
    List<String> names = of(pom(artifact, version));
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  private List<String> of(Element project) throws Exception {
    List<String> names = new ArrayList<>();
    for (Element licence : children(project, "licenses")) {
      String name = text(licence, "name");
      names.add(NAMES.getOrDefault(name, name));
    }
    Optional<Element> parent = child(project, "parent");
    if (!names.isEmpty() || parent.isEmpty()) {
      return names;
    }
    return of(
        pom(
            text(parent.get(), "groupId") + ":" + text(parent.get(), "artifactId"),
            text(parent.get(), "version")));
  }

  private Element pom(String artifact, String version) throws Exception {
    String[] names = artifact.split(":");
    Path file =
        repository
            .resolve(names[0].replace('.', '/'))
            .resolve(names[1])
            .resolve(version)
            .resolve("%s-%s.pom".formatted(names[1], version));
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    try (var in = Files.newInputStream(file)) {
      return factory.newDocumentBuilder().parse(in).getDocumentElement();
    }
  }

  private static List<Element> children(Element of, String name) {
    List<Element> found = new ArrayList<>();
    child(of, name)
        .ifPresent(
            list -> {
              for (Node n = list.getFirstChild(); n != null; n = n.getNextSibling()) {
                if (n instanceof Element element) {
                  found.add(element);
                }
              }
            });
    return found;
  }

  private static Optional<Element> child(Element of, String name) {
    for (Node n = of.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element && element.getTagName().equals(name)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  private static String text(Element of, String name) {
    return child(of, name).orElseThrow().getTextContent().strip();
  }
}
