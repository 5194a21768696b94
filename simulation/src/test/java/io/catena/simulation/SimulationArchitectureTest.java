package io.catena.simulation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import io.catena.simulation.run.SeededRandom;
import java.util.stream.Stream;
import org.junit.runner.RunWith;

/** Which packages of the simulator may know which, and that all chance comes from the seed: docs/architecture.md. */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena.simulation", importOptions = ImportOption.DoNotIncludeTests.class)
public class SimulationArchitectureTest {
    private static final String ROOT = "io.catena.simulation";

    /** Of the packages of the simulator a package knows these alone, beside itself. */
    private static ArchRule knowsOnly(String name, String... others) {
        String[] known = Stream.concat(Stream.of(name), Stream.of(others))
                .map(other -> ROOT + "." + other)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(known))));
    }

    @ArchTest
    static final ArchRule aRunKnowsNothingOfWhatIsSimulated = knowsOnly("run");

    @ArchTest
    static final ArchRule theCheckerKnowsNothingOfTheSimulator = knowsOnly("checker");

    @ArchTest
    static final ArchRule filesOfHistories = knowsOnly("checker.files", "checker");

    @ArchTest
    static final ArchRule whatIsCommittedStandsByItself = knowsOnly("committed");

    @ArchTest
    static final ArchRule histories = knowsOnly("history", "committed", "checker", "run");

    @ArchTest
    static final ArchRule disks = knowsOnly("disk", "committed", "run");

    @ArchTest
    static final ArchRule plantedFaults = knowsOnly("planted", "committed", "disk", "run");

    @ArchTest
    static final ArchRule zooKeeper = knowsOnly("zookeeper", "planted", "run");

    @ArchTest
    static final ArchRule theNetwork = knowsOnly("network", "planted", "run");

    /** What is judged must not depend on which fault is planted. */
    @ArchTest
    static final ArchRule invariants = knowsOnly("invariants", "committed", "disk", "zookeeper", "run");

    @ArchTest
    static final ArchRule machines =
            knowsOnly("machine", "committed", "disk", "invariants", "network", "planted", "zookeeper", "run");

    @ArchTest
    static final ArchRule clients = knowsOnly("client", "history", "machine", "planted", "run");

    @ArchTest
    static final ArchRule faults =
            knowsOnly("faults", "client", "disk", "invariants", "machine", "network", "zookeeper", "run");

    @ArchTest
    static final ArchRule trials = knowsOnly(
            "trial",
            "client",
            "disk",
            "faults",
            "history",
            "invariants",
            "machine",
            "network",
            "planted",
            "zookeeper",
            "run");

    @ArchTest
    static final ArchRule noPackagesKnowEachOther =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule allChanceComesFromTheSeed = noClasses()
            .that()
            .areNotAssignableTo(SeededRandom.class)
            .and()
            .areNotAssignableTo(Simulate.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.util.SplittableRandom.class,
                    java.util.Random.class,
                    java.util.concurrent.ThreadLocalRandom.class,
                    java.util.UUID.class)
            .orShould()
            .callMethod(Math.class, "random");

    /** The checker has a limit of time, which no run sets. */
    @ArchTest
    static final ArchRule noRunReadsAClockOrStartsAThread = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".checker..")
            .and()
            .areNotAssignableTo(Simulate.class)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.util.Timer.class);
}
