package io.catena.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import io.catena.server.chain.Key;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.StoreReader;
import java.util.Set;
import org.junit.runner.RunWith;

/** Which packages may know which, and what the pure packages must not do: docs/architecture.md, CONTRIBUTING.md. */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena.server", importOptions = ImportOption.DoNotIncludeTests.class)
public class ServerArchitectureTest {
    private static final String CHAIN = "io.catena.server.chain..";
    private static final String CONTROLLER = "io.catena.server.controller..";
    private static final String COORDINATION = "io.catena.server.coordination..";
    private static final String COORDINATION_CLIENT = "io.catena.server.coordination.client..";
    private static final String COORDINATION_CONTROLLER = "io.catena.server.coordination.controller..";
    private static final String COORDINATION_SESSION = "io.catena.server.coordination.session..";
    private static final String DISK = "io.catena.server.disk..";
    private static final String INVARIANTS = "io.catena.server.invariants..";
    private static final String NODE = "io.catena.server.node..";
    private static final String REGISTRATION = "io.catena.server.registration..";
    private static final String RECOVERY = "io.catena.server.recovery..";
    private static final String REPLICA = "io.catena.server.replica..";
    private static final String REQUESTS = "io.catena.server.requests..";
    private static final String RPC = "io.catena.server.rpc..";
    private static final String RPC_INBOUND = "io.catena.server.rpc.inbound..";
    private static final String RPC_SERVICES = "io.catena.server.rpc.inbound.services..";
    private static final String RPC_OUTBOUND = "io.catena.server.rpc.outbound..";
    private static final String RPC_TLS = "io.catena.server.rpc.tls..";
    private static final String RUNTIME = "io.catena.server.runtime..";
    private static final String FILES = "io.catena.server.storage.files..";
    private static final String JOURNAL = "io.catena.server.storage.journal..";
    private static final String LEVELDB = "io.catena.server.storage.leveldb..";
    private static final String STORAGE = "io.catena.server.storage..";

    private static final DescribedPredicate<JavaClass> PURE = DescribedPredicate.describe(
            "are pure",
            type -> type.getPackageName().equals("io.catena.server.chain")
                    || type.getPackageName().equals("io.catena.server.controller.decision"));

    private static final DescribedPredicate<JavaClass> ALLOWED_IN_PURE = DescribedPredicate.describe(
            "the JDK's values, collections and checksums",
            type -> type.isPrimitive()
                    || type.isArray()
                    || Set.of(
                                    "java.lang",
                                    "java.lang.invoke",
                                    "java.lang.runtime",
                                    "java.util",
                                    "java.util.function",
                                    "java.util.stream",
                                    "java.util.zip",
                                    "java.nio",
                                    "java.nio.charset",
                                    "io.catena.server.chain",
                                    "io.catena.server.controller.decision")
                            .contains(type.getPackageName()));

    @ArchTest
    static final ArchRule thePureKnowValuesAndCollectionsOnly =
            classes().that(PURE).should().onlyDependOnClassesThat(ALLOWED_IN_PURE);

    /** The controller's loop and its election, without the classes that write to the log. */
    private static final DescribedPredicate<JavaClass> THE_LOOP = DescribedPredicate.describe(
            "are the controller's loop",
            type -> type.getPackageName().equals("io.catena.server.controller.loop")
                    && !type.getSimpleName().equals("ControllerLog"));

    private static final DescribedPredicate<JavaClass> ALLOWED_IN_THE_LOOP = DescribedPredicate.describe(
            "what pure classes may know, the loop itself, ports, and values that threads pass to each other",
            type -> ALLOWED_IN_PURE.test(type)
                    || Set.of(
                                    "io.catena.server.controller.loop",
                                    "io.catena.server.runtime",
                                    "java.util.concurrent.atomic")
                            .contains(type.getPackageName())
                    || type.isEquivalentTo(java.util.concurrent.TimeUnit.class)
                    || type.isEquivalentTo(java.util.concurrent.CompletableFuture.class));

    @ArchTest
    static final ArchRule theLoopKnowsValuesAndItsPortsOnly =
            classes().that(THE_LOOP).should().onlyDependOnClassesThat(ALLOWED_IN_THE_LOOP);

    @ArchTest
    static final ArchRule theLoopReadsNoClockAndStartsNoThread = noClasses()
            .that(THE_LOOP)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class);

    @ArchTest
    static final ArchRule placementKnowsCollectionsOnly = classes()
            .that()
            .resideInAPackage("io.catena.server.placement")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.catena.server.placement",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.stream");

    @ArchTest
    static final ArchRule departingKnowsThePlacementAndItsPortsOnly = classes()
            .that()
            .resideInAPackage("io.catena.server.departing")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.catena.server.departing",
                    "io.catena.server.placement",
                    "io.catena.server.chain",
                    "io.catena.server.runtime",
                    "java.lang..",
                    "java.util..");

    /** As the controller's loop, and without the class that writes to the log. */
    @ArchTest
    static final ArchRule thePlacingLoopKnowsThePlacementAndItsPortsOnly = classes()
            .that(DescribedPredicate.describe(
                    "place chains",
                    type -> type.getPackageName().equals("io.catena.server.controller.placing")
                            && !type.getSimpleName().equals("PlacingLog")))
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.describe(
                    "what the controller's loop may know, and the placement",
                    type -> ALLOWED_IN_THE_LOOP.test(type)
                            || type.getPackageName().equals("io.catena.server.placement")
                            || type.getPackageName().equals("io.catena.server.controller.placing")));

    @ArchTest
    static final ArchRule accessKnowsValuesTheirTextAndDigestsOnly = classes()
            .that()
            .resideInAPackage("io.catena.server.access")
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.describe(
                    "what pure classes may know, JSON and digests",
                    type -> ALLOWED_IN_PURE.test(type)
                            || type.getPackageName().equals("io.catena.server.access")
                            || type.getPackageName().startsWith("com.fasterxml.jackson")
                            || type.getPackageName().equals("java.security")
                            || type.isEquivalentTo(java.io.IOException.class)));

    @ArchTest
    static final ArchRule thePureReadNoClock = noClasses()
            .that(PURE)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule thePureStartNoThreadAndDrawNoRandomNumber = noClasses()
            .that(PURE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    Thread.class,
                    java.util.Random.class,
                    java.util.UUID.class,
                    java.util.Timer.class,
                    java.util.SplittableRandom.class,
                    java.util.Scanner.class,
                    java.util.Date.class);

    @ArchTest
    static final ArchRule theChainKnowsNobody = noClasses()
            .that()
            .resideInAPackage(CHAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONTROLLER, COORDINATION, DISK, NODE, REPLICA, RPC, STORAGE);

    @ArchTest
    static final ArchRule whatCarriesAReplicaKnowsTheChainAndPortsOnly = classes()
            .that()
            .resideInAPackage(REPLICA)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CHAIN, REPLICA, RUNTIME, "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule whatCarriesChainsKnowsTheirValuesAndAPortOnly = classes()
            .that()
            .resideInAPackage("io.catena.server.carrying")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CHAIN, "io.catena.server.carrying", "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule requestsKnowTheReplicaAndPortsOnly = classes()
            .that()
            .resideInAPackage(REQUESTS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CHAIN, REPLICA, REQUESTS, RUNTIME, "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule whatCarriesAReplicaReadsNoClockAndStartsNoThread = noClasses()
            .that()
            .resideInAnyPackage(REPLICA, REQUESTS)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.util.concurrent.ExecutorService.class);

    @ArchTest
    static final ArchRule whatRegistersKnowsValuesAndPortsOnly = classes()
            .that()
            .resideInAPackage(REGISTRATION)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    CHAIN, "io.catena.server.controller.decision", REGISTRATION, RUNTIME, "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule whatRegistersReadsNoClockAndStartsNoThread = noClasses()
            .that()
            .resideInAPackage(REGISTRATION)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.util.concurrent.ExecutorService.class);

    @ArchTest
    static final ArchRule theControllerKnowsTheChainOnly = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COORDINATION, NODE, RPC, STORAGE);

    @ArchTest
    static final ArchRule coordinationKnowsNeitherWireNorDisk = noClasses()
            .that()
            .resideInAPackage(COORDINATION)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE, RPC, STORAGE);

    @ArchTest
    static final ArchRule theSessionKnowsNoController = noClasses()
            .that()
            .resideInAPackage(COORDINATION_SESSION)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(COORDINATION_CONTROLLER);

    @ArchTest
    static final ArchRule theControllersZnodesKnowNoSession = noClasses()
            .that()
            .resideInAPackage(COORDINATION_CONTROLLER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(COORDINATION_SESSION);

    @ArchTest
    static final ArchRule znodesKnowNeitherSessionNorController = noClasses()
            .that()
            .resideInAPackage("io.catena.server.coordination")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COORDINATION_SESSION, COORDINATION_CONTROLLER);

    @ArchTest
    static final ArchRule theWayToZooKeeperKnowsNoZnode = noClasses()
            .that()
            .resideInAPackage(COORDINATION_CLIENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.catena.server.coordination", COORDINATION_SESSION, COORDINATION_CONTROLLER, CHAIN, CONTROLLER);

    @ArchTest
    static final ArchRule theWireKnowsNeitherDiskNorZooKeeper = noClasses()
            .that()
            .resideInAPackage(RPC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONTROLLER, COORDINATION, NODE, STORAGE);

    @ArchTest
    static final ArchRule framesKnowNoConnection = noClasses()
            .that()
            .resideInAPackage("io.catena.server.rpc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RPC_INBOUND, RPC_OUTBOUND, RPC_TLS);

    @ArchTest
    static final ArchRule servicesKnowNoConnection = noClasses()
            .that()
            .resideInAPackage(RPC_SERVICES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.catena.server.rpc.inbound", RPC_OUTBOUND, RPC_TLS);

    @ArchTest
    static final ArchRule tlsKnowsNoCalls = noClasses()
            .that()
            .resideInAPackage(RPC_TLS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RPC_INBOUND, RPC_OUTBOUND);

    @ArchTest
    static final ArchRule inboundConnectionsKnowNoOutboundOnes = noClasses()
            .that()
            .resideInAPackage(RPC_INBOUND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RPC_OUTBOUND, RPC_TLS);

    @ArchTest
    static final ArchRule outboundConnectionsKnowNoInboundOnes = noClasses()
            .that()
            .resideInAPackage(RPC_OUTBOUND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RPC_INBOUND, RPC_TLS);

    @ArchTest
    static final ArchRule theDiskKnowsTheChainOnly = noClasses()
            .that()
            .resideInAPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONTROLLER, COORDINATION, DISK, NODE, REPLICA, RPC);

    @ArchTest
    static final ArchRule theJournalKnowsRecordsAndFilesOnly = classes()
            .that()
            .resideInAPackage(JOURNAL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CHAIN, FILES, JOURNAL, "java..");

    @ArchTest
    static final ArchRule levelDbKnowsBytesAndFilesOnly = noClasses()
            .that()
            .resideInAPackage(LEVELDB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.catena.server.storage", JOURNAL);

    @ArchTest
    static final ArchRule filesKnowNothingOfWhatIsInThem = noClasses()
            .that()
            .resideInAPackage(FILES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.catena.server.storage", JOURNAL, LEVELDB, "org.iq80..", "org.fusesource..");

    /** The engine is chosen by name, and its classes are known to one package. */
    @ArchTest
    static final ArchRule onlyOnePackageKnowsLevelDb = noClasses()
            .that()
            .resideOutsideOfPackage(LEVELDB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.iq80..", "org.fusesource..");

    /** So that the simulator runs the same way to the disk. */
    @ArchTest
    static final ArchRule theWayToTheDiskKnowsTheStoreAndPortsOnly = classes()
            .that()
            .resideInAPackage(DISK)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    CHAIN, DISK, REPLICA, RUNTIME, STORAGE, "io.catena.thrift..", "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule theWayToTheDiskReadsNoClockAndStartsNoThread = noClasses()
            .that()
            .resideInAPackage(DISK)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.util.concurrent.ExecutorService.class);

    /**
     * Reads that may wait for a disk are passed to threads that may wait, as a method reference or in a lambda of the
     * driver.
     */
    @ArchTest
    static final ArchRule noLoopAsksTheDiskWhatAKeyHolds = noClasses()
            .that()
            .resideInAnyPackage(DISK, NODE)
            .should()
            .callMethod(StoreReader.class, "get", Key.class)
            .orShould()
            .callMethod(ReplicaStore.class, "get", Key.class);

    @ArchTest
    static final ArchRule nothingInANodeKnowsTheOperatorsRecovery = noClasses()
            .that()
            .resideOutsideOfPackage(RECOVERY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(RECOVERY);

    @ArchTest
    static final ArchRule theInvariantsKnowTheChainOnly = classes()
            .that()
            .resideInAPackage(INVARIANTS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CHAIN, INVARIANTS, "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule nothingInANodeKnowsTheInvariants = noClasses()
            .that()
            .resideOutsideOfPackage(INVARIANTS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INVARIANTS);
}
