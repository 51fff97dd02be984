package org.messagingagent.plugin.testkit.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.messagingagent.plugin.testkit",
    importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule whatRunsWithoutAServerKnowsNoServer =
      classes()
          .that()
          .resideInAnyPackage(
              "org.messagingagent.plugin.testkit", "org.messagingagent.plugin.testkit.context")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.messagingagent.plugin.testkit",
              "org.messagingagent.plugin.testkit.context",
              "org.messagingagent.spi..",
              "org.junit.jupiter.api..",
              "org.assertj.core..",
              "com.sun.net.httpserver",
              "java..");

  @ArchTest
  static final ArchRule theHarnessKnowsTheServersFrontDoorsAlone =
      classes()
          .that()
          .resideInAPackage("org.messagingagent.plugin.testkit.server")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.messagingagent.plugin.testkit..",
              "org.messagingagent.spi..",
              "org.messagingagent.client",
              "org.messagingagent.server",
              "org.messagingagent.server.admin",
              // what the server is configured with
              "org.messagingagent.server.inbox",
              "org.messagingagent.server.outbox",
              "org.messagingagent.server.plugin",
              "org.junit.jupiter.api..",
              "org.assertj.core..",
              "java..");
}
