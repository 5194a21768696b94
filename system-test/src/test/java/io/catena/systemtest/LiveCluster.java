package io.catena.systemtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * A ZooKeeper server, a chain of three and a load for all tests of a class: each test begins with a chain of three that
 * serves. Use it as class rule, and {@link #eachTest} as rule.
 */
final class LiveCluster implements org.junit.rules.TestRule {
    /** How much of the log a node keeps for nodes that return soon: much more than is written in a few seconds. */
    static final int RETAINED_BYTES = 4_000_000;

    private static final int MEMBERS = 3;
    private static final int KEYS = 240;
    private static final int SESSION_TIMEOUT_MILLIS = 3_000;

    private final BiFunction<Path, Ports, Coordination> coordination;
    private LocalCluster localCluster;
    private CountingWorkload load;
    private Checks checks;

    /** @param coordination makes the ZooKeeper, in a folder */
    LiveCluster(BiFunction<Path, Ports, Coordination> coordination) {
        this.coordination = coordination;
    }

    /** With a standalone ZooKeeper server. */
    LiveCluster() {
        this((folder, ports) -> ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free()));
    }

    @Override
    public Statement apply(Statement tests, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                Path folder = Folders.fresh(
                        Path.of("target", "clusters", description.getTestClass().getSimpleName()));
                Ports ports = new Ports();
                try (Coordination zookeeper = coordination.apply(folder, ports);
                        LocalCluster made = new LocalCluster(
                                folder,
                                ports,
                                zookeeper.addresses(),
                                SESSION_TIMEOUT_MILLIS,
                                "--retain-log-bytes",
                                Integer.toString(RETAINED_BYTES))) {
                    localCluster = made;
                    zookeeper.start();
                    localCluster.awaitChain(localCluster.startNodes(MEMBERS));
                    try (CountingWorkload begun = new CountingWorkload(KEYS, 3, 2, 1, localCluster.alive())) {
                        load = begun;
                        checks = new Checks(localCluster, load);
                        tests.evaluate();
                    }
                }
            }
        };
    }

    TestWatcher eachTest() {
        return new TestWatcher() {
            @Override
            protected void starting(Description description) {
                say(description.getMethodName().replace('_', ' '));
                heal();
            }

            @Override
            protected void succeeded(Description description) {
                say("  fine; " + load.summary());
            }

            @Override
            protected void failed(Throwable reason, Description description) {
                System.err.println(description.getMethodName() + " failed: " + reason);
                localCluster.printLogs(System.err);
            }
        };
    }

    private void heal() {
        localCluster.revive();
        int missing = MEMBERS - localCluster.alive().size();
        localCluster.startNodes(Math.max(0, missing));
        load.nodes(localCluster.awaitChainOfAll());
        load.summary();
    }

    static void say(String text) {
        System.out.println(text);
    }

    /** Waits until the condition holds, for two minutes at most. */
    static void until(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(120))
                .until(condition::getAsBoolean);
    }

    /** Waits for this time: no condition says when the fault has had its effect. */
    static void rest(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    LocalCluster localCluster() {
        return localCluster;
    }

    CountingWorkload load() {
        return load;
    }

    /** The chain has recovered with all nodes that run, and nothing is lost; see {@link Checks#chainOf}. */
    List<NodeProcess> checked() throws Exception {
        return checks.chainOfAll();
    }

    /** The members of a settled chain, head first. */
    List<NodeProcess> chain() {
        return localCluster.awaitChainOfAll();
    }
}
