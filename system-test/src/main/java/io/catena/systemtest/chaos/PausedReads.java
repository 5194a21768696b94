package io.catena.systemtest.chaos;

import io.catena.simulation.checker.Call;
import io.catena.systemtest.BareClient;
import io.catena.systemtest.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;

/**
 * Suspends members until the others have gone on without them, and reads from them at the moment when they are resumed:
 * the reads wait in their sockets by then. A stale answer is one that the history does not permit.
 */
final class PausedReads implements Scenario {
    private static final ChaosScene.Role[] ROLES = {ChaosScene.Role.HEAD, ChaosScene.Role.MIDDLE, ChaosScene.Role.TAIL};
    private static final int ASKERS = 8;
    /** The processes of the other clients have lower numbers. */
    private static final int FIRST_PROCESS = 100;

    private static final long LONG_PAUSE_MILLIS = 30_000;
    private static final int WRITES_WITHOUT_IT = 100;
    private static final long ASKING_NANOS = 2_000_000_000;

    private final int tries;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    PausedReads(int tries) {
        this.tries = tries;
    }

    @Override
    public void play(Stage stage, TimedConsole timedConsole, ChaosReport chaosReport) throws Exception {
        int done = 0;
        for (int i = 0; i < tries && stage.findings().all().isEmpty(); i++) {
            ChaosScene.Role role = ROLES[i % ROLES.length];
            long before = System.nanoTime();
            NodeProcess node = attempt(stage, role, i < ROLES.length ? LONG_PAUSE_MILLIS : 0);
            done++;
            timedConsole.tell("try " + done + " of " + tries + ": " + role + ", " + node + ", back after "
                    + (System.nanoTime() - before) / 1_000_000 + " ms; reads answered so far " + answered
                    + ", refused " + refused);
        }
        chaosReport.fact(done
                + " members suspended and resumed (head, middle and tail in turn; the first of each for 30 s,"
                + " the others until they were removed and " + WRITES_WITHOUT_IT + " writes were done without them); "
                + answered + " reads answered by them in the two seconds after that, " + refused + " refused");
    }

    private NodeProcess attempt(Stage stage, ChaosScene.Role role, long leastMillis) throws InterruptedException {
        ChaosScene scene = stage.scene();
        List<NodeProcess> chain = scene.localCluster().awaitChainOfAll();
        NodeProcess node = scene.take(role).orElseThrow();
        long begun = System.nanoTime();
        node.suspend();
        List<NodeProcess> others = new ArrayList<>(chain);
        others.remove(node);
        List<Thread> askers = List.of();
        try {
            scene.localCluster().awaitChain(others);
            awaitWrites(stage.traffic().tally());
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> System.nanoTime() - begun > leastMillis * 1_000_000);
            askers = startAskers(stage, node);
        } finally {
            node.resume();
            scene.release(node);
        }
        for (Thread asker : askers) {
            asker.join();
        }
        stage.traffic().nodes(scene.localCluster().awaitChainOfAll());
        return node;
    }

    private static void awaitWrites(Tally tally) {
        long before = tally.writes();
        Awaitility.await("writes without the suspended member")
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> tally.writes() > before + WRITES_WITHOUT_IT);
    }

    /** Returns when their first reads have been sent, as far as that can be known. */
    private List<Thread> startAskers(Stage stage, NodeProcess node) {
        List<Thread> askers = new ArrayList<>();
        AtomicLong asking = new AtomicLong();
        for (int i = 0; i < ASKERS; i++) {
            int process = FIRST_PROCESS + i;
            Thread thread = new Thread(() -> ask(stage, node, process, asking), "asker-" + process);
            thread.setDaemon(true);
            thread.start();
            askers.add(thread);
        }
        Awaitility.await("questions on their way")
                .pollDelay(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(10))
                .until(() -> asking.get() >= ASKERS);
        return askers;
    }

    /** The kernel of the suspended node accepts the connection and receives the read. */
    private void ask(Stage stage, NodeProcess node, int process, AtomicLong asking) {
        Random random = new Random(process);
        long begun = System.nanoTime();
        try (BareClient connection = node.connect()) {
            while (System.nanoTime() - begun < ASKING_NANOS) {
                Generation generation = stage.generation();
                String key =
                        generation.keys().get(random.nextInt(generation.keys().size()));
                if (generation.invoke(process, Call.get(key))) {
                    asking.incrementAndGet();
                    answer(generation, process, connection, key);
                }
            }
        } catch (TException e) {
            asking.incrementAndGet();
            refused.incrementAndGet();
        }
    }

    private void answer(Generation generation, int process, BareClient connection, String key) throws TException {
        try {
            generation.ok(process, CheckedClient.answer(connection.find(key)));
            answered.incrementAndGet();
        } catch (io.catena.thrift.Unavailable e) {
            generation.fail(process);
            refused.incrementAndGet();
        } catch (TException | RuntimeException | Error e) {
            generation.fail(process);
            throw e;
        }
    }
}
