package org.messagingagent.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The package table of {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "org.messagingagent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "org.messagingagent.server";

  @ArchTest
  static final ArchRule httpKnowsSoapAndWhatGatewaysSend =
      ourPackages("http").mayTouch("soap", "agent", "spi", "support");

  @ArchTest
  static final ArchRule soapKnowsTheWireAndTheAgent =
      ourPackages("soap").mayTouch("agent", "wire", "support");

  @ArchTest
  static final ArchRule agentKnowsNoProtocol =
      ourPackages("agent").mayTouch("spi", "outbox", "auth", "plugin", "store", "support");

  @ArchTest
  static final ArchRule adminKnowsWhatItShows =
      ourPackages("admin").mayTouch("store", "http", "support");

  @ArchTest
  static final ArchRule authKnowsTheStore = ourPackages("auth").mayTouch("store", "support");

  @ArchTest
  static final ArchRule inboxKnowsTheStoreAndThePlugins =
      ourPackages("inbox").mayTouch("spi", "store", "plugin", "support");

  @ArchTest
  static final ArchRule clusterKnowsTheStoreAndWhoWorks =
      ourPackages("cluster").mayTouch("store", "inbox", "plugin", "support");

  @ArchTest
  static final ArchRule outboxKnowsTheStoreAndThePlugins =
      ourPackages("outbox").mayTouch("spi", "store", "plugin", "support");

  @ArchTest
  static final ArchRule eventsKnowTheStore = ourPackages("events").mayTouch("store", "support");

  @ArchTest static final ArchRule storeKnowsNoOther = ourPackages("store").mayTouch("support");

  @ArchTest
  static final ArchRule pluginKnowsTheSpi = ourPackages("plugin").mayTouch("spi", "support");

  @ArchTest
  static final ArchRule proofKnowsTheServerFromOutside =
      ourPackages("prove").mayTouch("spi", "support");

  @ArchTest
  static final ArchRule metricsKnowsWhatItWatches =
      ourPackages("metrics").mayTouch("http", "agent", "plugin", "spi", "store", "support");

  @ArchTest
  static final ArchRule onlyMetricsKnowsItsLibraries =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".guice", ROOT + ".metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.opentelemetry..");

  @ArchTest static final ArchRule supportKnowsNoOther = ourPackages("support").mayTouch();

  @ArchTest
  static final ArchRule onlyTheWiringKnowsGuice =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".guice")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.inject..", "jakarta.inject..");

  @ArchTest
  static final ArchRule nothingKnowsTheModuleForHosts =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".guice")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".guice");

  @ArchTest
  static final ArchRule onlyOneClassKnowsFlyway =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + ".store.postgres.PgMigration")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.flywaydb..");

  @ArchTest
  static final ArchRule onlyTheGatesKnowResilience4j =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".plugin..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.resilience4j..");

  @ArchTest
  static final ArchRule onlySoapKnowsMetro =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "..")
          .and()
          .resideOutsideOfPackage(ROOT + ".soap..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.xml..", "jakarta.xml..", "com.ctc.wstx..")
          .allowEmptyShould(true);

  /** A connection of the host, or for a handler, which others pass on unopened. */
  private static final DescribedPredicate<JavaClass> HANDED_THROUGH =
      JavaClass.Predicates.belongToAnyOf(java.sql.Connection.class, java.sql.SQLException.class);

  @ArchTest
  static final ArchRule onlyTheStoreKnowsSql =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".store..", "org.messagingagent.plugin.testkit..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAnyPackage(
                      "java.sql..", "org.sqlite..", "org.flywaydb..")
                  .and(DescribedPredicate.not(HANDED_THROUGH)));

  /** The application's DataSource comes in by the builder, and is handed on unopened. */
  @ArchTest
  static final ArchRule onlyTheStoreOpensDataSources =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".guice", ROOT + ".store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.sql..");

  @ArchTest
  static final ArchRule onlyTheFrontKnowsJetty =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".http..", "org.messagingagent.plugin.webhook..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule onlyTheFrontKnowsServlets =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".http..")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".MessagingServlet")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.servlet..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsItsLibraries =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "io.smallrye..", "ch.qos.logback..");

  private static OurPackage ourPackages(String name) {
    return new OurPackage(name);
  }

  private record OurPackage(String name) {

    /** No classes of ours but those of the package itself and of these. */
    ArchRule mayTouch(String... others) {
      return noClasses()
          .that()
          .resideInAPackage(ROOT + "." + name + "..")
          .should()
          .dependOnClassesThat(oursOutside(others))
          .allowEmptyShould(true)
          .because("docs/architecture.md says so");
    }

    private DescribedPredicate<JavaClass> oursOutside(String... others) {
      return DescribedPredicate.describe(
          "of ours outside " + String.join(", ", others),
          type -> {
            String packageName = type.getPackageName();
            if (!packageName.startsWith("org.messagingagent.")
                || isIn(packageName, ROOT + "." + name)) {
              return false;
            }
            for (String other : others) {
              if (isIn(packageName, ROOT + "." + other)
                  || isIn(packageName, "org.messagingagent." + other)) {
                return false;
              }
            }
            return true;
          });
    }

    private static boolean isIn(String packageName, String parent) {
      return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }
  }
}
