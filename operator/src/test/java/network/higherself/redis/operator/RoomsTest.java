package network.higherself.redis.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rooms of the operator, which of them may know which, and what each keeps out. See docs/architecture.md. */
class RoomsTest {

    private static final String ROOT = "network.higherself.redis.operator";

    private static final JavaClasses OPERATOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages(ROOT);

    /** Data flows one way: spec, plan, objects, cluster, observations, decisions, status. */
    @Test
    void roomsKnowOnlyThoseBeforeThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .withOptionalLayers(true)
                .layer("main")
                .definedBy(ROOT)
                .layer("settings")
                .definedBy(ROOT + ".settings")
                .layer("http")
                .definedBy(ROOT + ".http")
                .layer("access")
                .definedBy(ROOT + ".http.access")
                .layer("serving")
                .definedBy(ROOT + ".http.serving")
                .layer("api")
                .definedBy(ROOT + ".http.api")
                .layer("page")
                .definedBy(ROOT + ".http.page")
                .layer("monitoring")
                .definedBy(ROOT + ".monitoring")
                .layer("metrics")
                .definedBy(ROOT + ".metrics")
                .layer("redisconf")
                .definedBy(ROOT + ".redisconf")
                .layer("plan")
                .definedBy(ROOT + ".plan")
                .layer("credentials")
                .definedBy(ROOT + ".credentials")
                .layer("encryption")
                .definedBy(ROOT + ".encryption")
                .layer("tls")
                .definedBy(ROOT + ".tls")
                .layer("resources")
                .definedBy(ROOT + ".resources")
                .layer("redis")
                .definedBy(ROOT + ".redis")
                .layer("probe")
                .definedBy(ROOT + ".probe")
                .layer("topology")
                .definedBy(ROOT + ".topology")
                .layer("status")
                .definedBy(ROOT + ".status")
                .layer("reconcile")
                .definedBy(ROOT + ".reconcile")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("reconcile")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("settings")
                .mayNotAccessAnyLayer()
                .whereLayer("encryption")
                .mayNotAccessAnyLayer()
                .whereLayer("encryption")
                .mayOnlyBeAccessedByLayers("http", "redis")
                .whereLayer("http")
                .mayOnlyAccessLayers("encryption")
                .whereLayer("access")
                .mayOnlyAccessLayers("http")
                .whereLayer("serving")
                .mayOnlyAccessLayers("plan", "tls")
                .whereLayer("api")
                .mayOnlyAccessLayers("http", "access", "plan", "redis", "probe")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("main", "page")
                .whereLayer("page")
                .mayOnlyAccessLayers("http", "access", "api", "redis", "probe")
                .whereLayer("page")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("monitoring")
                .mayNotAccessAnyLayer()
                .whereLayer("monitoring")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("metrics")
                .mayOnlyAccessLayers("plan", "redis", "probe")
                .whereLayer("redisconf")
                .mayNotAccessAnyLayer()
                .whereLayer("redis")
                .mayOnlyAccessLayers("encryption")
                .whereLayer("plan")
                .mayOnlyAccessLayers("redisconf")
                .whereLayer("credentials")
                .mayOnlyAccessLayers("plan", "redisconf")
                .whereLayer("tls")
                .mayOnlyAccessLayers("plan")
                .whereLayer("resources")
                .mayOnlyAccessLayers("plan", "redisconf", "credentials", "tls")
                .whereLayer("probe")
                .mayOnlyAccessLayers("plan", "redis")
                .whereLayer("topology")
                .mayOnlyAccessLayers("plan", "redis", "probe", "resources")
                .whereLayer("status")
                .mayOnlyAccessLayers(
                        "plan", "redisconf", "credentials", "tls", "resources", "redis", "probe", "topology")
                .check(OPERATOR);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OPERATOR);
    }

    @Test
    void everyClassIsInARoom() {
        classes()
                .should()
                .resideInAnyPackage(
                        ROOT,
                        ROOT + ".settings",
                        ROOT + ".http",
                        ROOT + ".http.access",
                        ROOT + ".http.serving",
                        ROOT + ".http.api",
                        ROOT + ".http.page",
                        ROOT + ".metrics",
                        ROOT + ".monitoring",
                        ROOT + ".redisconf",
                        ROOT + ".plan",
                        ROOT + ".credentials",
                        ROOT + ".encryption",
                        ROOT + ".tls",
                        ROOT + ".resources",
                        ROOT + ".redis",
                        ROOT + ".probe",
                        ROOT + ".topology",
                        ROOT + ".status",
                        ROOT + ".reconcile")
                .check(OPERATOR);
    }

    @Test
    void onlyRedisTalksToRedis() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".redis")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..")
                .check(OPERATOR);
    }

    /** Connections are opened and taken in two rooms, encrypted by a third; what is built upon them takes values and gives values. */
    @Test
    void onlyRedisHttpAndEncryptionKnowTheNetwork() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".redis", ROOT + ".http", ROOT + ".encryption")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.net.http..", "com.sun.net.httpserver..")
                .check(OPERATOR);
    }

    /** The health API answers from what is known: it asks the API server nothing, and Redis only through its room. */
    @Test
    void theApiKnowsNoCluster() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".http.api", ROOT + ".http.page")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8.kubernetes.client", "io.fabric8.kubernetes.client.dsl..")
                .check(OPERATOR);
    }

    /** What plans, decides or describes takes values and gives values. */
    @Test
    void planningAndDecidingKnowNoCluster() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".plan", ROOT + ".redisconf", ROOT + ".credentials", ROOT + ".tls", ROOT + ".topology")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client",
                        "io.fabric8.kubernetes.client.dsl..",
                        "io.fabric8.kubernetes.client.informers..",
                        "io.javaoperatorsdk..")
                .check(OPERATOR);
    }

    /** Builders are pure; only the dependents that apply what they build know the framework. */
    @Test
    void buildersKnowNoClient() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".resources")
                .and()
                .haveSimpleNameNotStartingWith("Applied")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8.kubernetes.client", "io.fabric8.kubernetes.client.dsl..")
                .check(OPERATOR);
    }

    /** Time comes in as a Clock, so that tests can set it; only what puts the operator together asks the machine's. */
    @Test
    void timeComesFromOutside() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".reconcile")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(OPERATOR);
    }

    @Test
    void settingsComeFromOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(OPERATOR);
    }

    @Test
    void nothingIsADrawerForEverything() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Common)$")
                .orShould()
                .resideInAnyPackage("..util..", "..helper..", "..common..", "..manager..")
                .check(OPERATOR);
    }

    @Test
    void nothingPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(OPERATOR);
    }
}
