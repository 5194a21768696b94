package io.catena.server.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import io.catena.server.carrying.CarriedChains;
import io.catena.server.node.replicas.CarriedReplicas;
import io.catena.server.node.replicas.PeerLinks;
import io.catena.server.node.requests.ChainTable;
import io.catena.server.node.requests.PeerCalls;
import io.catena.server.replica.ReplicasByChain;
import io.catena.server.replica.SharedLinks;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.LookedUpChains;
import io.catena.server.requests.RequestsByChain;
import io.catena.server.rpc.outbound.Peers;
import io.catena.server.runtime.health.NodeDiskWatch;
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

    /** What a loop owns; whatever else had it would share it with another thread as soon as there are two loops. */
    private static final DescribedPredicate<JavaClass> OWNED_BY_A_LOOP = JavaClass.Predicates.belongToAnyOf(
                    CarriedReplicas.class,
                    ReplicasByChain.class,
                    SharedLinks.class,
                    SuspectingChains.class,
                    Forwarding.class,
                    LookedUpChains.class,
                    RequestsByChain.class,
                    ChainTable.class,
                    PeerLinks.class,
                    PeerCalls.class,
                    Peers.class,
                    CarriedChains.class,
                    NodeDiskWatch.class)
            .as("belong to a loop");

    private static final DescribedPredicate<JavaClass> PUT_A_LOOP_TOGETHER = JavaClass.Predicates.belongToAnyOf(
                    NodeLoop.class, NodeLoops.class, RequestAssembly.class, ReplicaFactory.class, ChainHands.class)
            .as("put a loop together");

    @ArchTest
    static final ArchRule theNodeHasNothingOfALoop = noClasses()
            .that(JavaClass.Predicates.resideInAnyPackage(NODE_ROOT, NODE_HEALTH, NODE_OPERATORS, NODE_SHUTDOWN)
                    .and(DescribedPredicate.not(PUT_A_LOOP_TOGETHER)))
            .should()
            .dependOnClassesThat(OWNED_BY_A_LOOP);
}
