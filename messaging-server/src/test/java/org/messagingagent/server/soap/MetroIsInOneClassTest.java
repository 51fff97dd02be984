package org.messagingagent.server.soap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class MetroIsInOneClassTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackagesOf(MetroIsInOneClassTest.class);

  @Test
  void nothingElseKnowsMetro() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(MetroBinding.class.getName())
        .and()
        .haveNameNotMatching(".*MetroBinding\\$.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.xml..", "com.oracle.webservices..")
        .check(CLASSES);
  }
}
