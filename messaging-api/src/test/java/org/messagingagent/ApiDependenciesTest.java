package org.messagingagent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Vendors and clients compile against this module: what it needs, they need. */
@AnalyzeClasses(
    packages = "org.messagingagent",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ApiDependenciesTest {

  @ArchTest
  static final ArchRule spiNeedsTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("org.messagingagent.spi..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "javax.crypto..", "org.messagingagent.spi..");

  @ArchTest
  static final ArchRule wireNeedsJakartaXmlAloneAndDoesNotKnowTheSpi =
      classes()
          .that()
          .resideInAPackage("org.messagingagent.wire..")
          .should()
          .onlyDependOnClassesThat()
          // jakarta.jws comes with jakarta.xml.ws-api.
          .resideInAnyPackage(
              "java..", "jakarta.xml..", "jakarta.jws..", "org.messagingagent.wire..")
          .allowEmptyShould(true);
}
