package io.catena.server.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import io.catena.server.node.replicas.DiskThreads;
import io.catena.server.node.replicas.MembershipKeeper;
import io.catena.server.threads.CoalescingLoop;
import io.catena.server.threads.LoopThread;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.runner.RunWith;

/**
 * A node has as many threads with a thousand chains as with one: what there is once for each chain makes none. The packages are
 * those of which a chain has objects of its own; what in them is there once for the node is named.
 */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena.server", importOptions = ImportOption.DoNotIncludeTests.class)
public class NoThreadBelongsToAChainTest {
    private static final DescribedPredicate<JavaClass> OF_A_CHAIN = resideInAnyPackage(
                    "io.catena.server.chain..",
                    "io.catena.server.replica..",
                    "io.catena.server.disk..",
                    "io.catena.server.requests..",
                    "io.catena.server.registration..",
                    "io.catena.server.controller..",
                    "io.catena.server.runtime..",
                    "io.catena.server.storage.journal..",
                    "io.catena.server.node.replicas..")
            .or(nameMatching(
                    "io.catena.server.storage.(ReplicaStore|StoreWriter|StoreViews|Flusher|KeySpace|RecentValues).*"))
            .as("are there for each chain");

    private static final DescribedPredicate<JavaClass> ONCE_FOR_THE_NODE = JavaClass.Predicates.belongToAnyOf(
                    DiskThreads.class, MembershipKeeper.class)
            .as("are there once for the node");

    private static final DescribedPredicate<JavaClass> MAKES_THREADS = JavaClass.Predicates.belongToAnyOf(
                    Executors.class, ForkJoinPool.class, Timer.class, LoopThread.class, CoalescingLoop.class)
            .or(JavaClass.Predicates.assignableTo(ThreadPoolExecutor.class))
            .as("make threads");

    @ArchTest
    static final ArchRule whatEachChainHasMakesNoExecutor = noClasses()
            .that(OF_A_CHAIN.and(DescribedPredicate.not(ONCE_FOR_THE_NODE)))
            .should()
            .dependOnClassesThat(MAKES_THREADS);

    @ArchTest
    static final ArchRule whatEachChainHasMakesNoThread = noClasses()
            .that(OF_A_CHAIN.and(DescribedPredicate.not(ONCE_FOR_THE_NODE)))
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "it is that of a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class)));
}
