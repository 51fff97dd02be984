package org.messagingagent.client.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses TESTKIT =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("org.messagingagent.client.testkit");

  @Test
  void itKnowsTheServersFrontDoorAndHowItIsConfigured() {
    classes()
        .that()
        .resideInAPackage("org.messagingagent.client.testkit")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.messagingagent.client.testkit",
            "org.messagingagent.client",
            "org.messagingagent.spi",
            "org.messagingagent.wire",
            "org.messagingagent.server",
            // what the server is configured with
            "org.messagingagent.server.http",
            "org.messagingagent.server.inbox",
            "org.messagingagent.server.outbox",
            "org.messagingagent.server.plugin",
            "org.junit.jupiter.api.extension",
            "org.junit.platform.commons.support",
            "org.opentest4j",
            "org.sqlite",
            "java..",
            "javax.xml.stream..")
        .check(TESTKIT);
  }

  @Test
  void withoutTheExtensionItNeedsNoJUnit() {
    classes()
        .that()
        .doNotHaveSimpleName("MessagingServerTest")
        .and()
        .haveNameNotMatching(".*\\.MessagingServerExtension(\\$.*)?")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("org.junit..", "org.opentest4j..")
        .check(TESTKIT);
  }
}
