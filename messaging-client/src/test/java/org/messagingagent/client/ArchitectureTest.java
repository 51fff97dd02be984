package org.messagingagent.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.messagingagent.client", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theLibraryNeedsTheJdkAndALoggerAlone =
      classes()
          .that()
          .resideInAPackage("org.messagingagent.client")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.messagingagent.client",
              "java..",
              "javax.xml.stream",
              "javax.net.ssl",
              "org.slf4j");

  @ArchTest
  static final ArchRule onlyTheMetersKnowMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.messagingagent.client.metrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "org.messagingagent.client.metrics");

  @ArchTest
  static final ArchRule theCommandsSeeTheLibraryAlone =
      classes()
          .that()
          .resideInAPackage("org.messagingagent.client.cli")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.messagingagent.client",
              "org.messagingagent.client.cli",
              "com.fasterxml.jackson.core..",
              "picocli..",
              "java..");

  @ArchTest
  static final ArchRule commandsAreThePublicPartsUserAndNotAPartOfIt =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.messagingagent.client.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.messagingagent.client.cli");
}
