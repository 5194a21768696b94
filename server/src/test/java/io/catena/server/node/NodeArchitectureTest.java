package io.catena.server.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.runner.RunWith;

/** Which packages of a node may know which: docs/architecture.md. */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena.server", importOptions = ImportOption.DoNotIncludeTests.class)
public class NodeArchitectureTest {
    private static final String COORDINATION = "io.catena.server.coordination..";
    private static final String RPC = "io.catena.server.rpc..";
    private static final String STORAGE = "io.catena.server.storage..";

    private static final String NODE_ROOT = "io.catena.server.node";
    private static final String NODE_REPLICAS = "io.catena.server.node.replicas..";
    private static final String NODE_HEALTH = "io.catena.server.node.health..";
    private static final String NODE_REQUESTS = "io.catena.server.node.requests..";
    private static final String NODE_OPERATORS = "io.catena.server.node.operators..";
    private static final String NODE_SHUTDOWN = "io.catena.server.node.shutdown..";

    @ArchTest
    static final ArchRule replicasKnowNothingElseOfTheNode = noClasses()
            .that()
            .resideInAPackage(NODE_REPLICAS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE_ROOT, NODE_HEALTH, NODE_REQUESTS, NODE_OPERATORS, NODE_SHUTDOWN);

    @ArchTest
    static final ArchRule healthLooksAtReplicasAlone = noClasses()
            .that()
            .resideInAPackage(NODE_HEALTH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE_ROOT, NODE_REQUESTS, NODE_OPERATORS, NODE_SHUTDOWN);

    @ArchTest
    static final ArchRule requestsKnowTheChainsLayoutAndWhyThereIsNoSpace = noClasses()
            .that()
            .resideInAPackage(NODE_REQUESTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE_ROOT, NODE_OPERATORS, NODE_SHUTDOWN, COORDINATION, STORAGE);

    @ArchTest
    static final ArchRule operatorsAskReplicasAndHealth = noClasses()
            .that()
            .resideInAPackage(NODE_OPERATORS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE_ROOT, NODE_REQUESTS, NODE_SHUTDOWN);

    @ArchTest
    static final ArchRule theEndKnowsWhoMayAskForItAlone = noClasses()
            .that()
            .resideInAPackage(NODE_SHUTDOWN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE_ROOT, NODE_HEALTH, NODE_REQUESTS, RPC, COORDINATION);
}
