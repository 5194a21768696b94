package io.catena.systemtest.failover;

import io.catena.client.CatenaException;
import io.catena.systemtest.LocalCluster;
import io.catena.systemtest.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Causes events in a chain and measures each of them; every event ends with a chain that serves. For one thread. */
final class Measurement {
    private static final long QUIET_SECONDS = 1;

    private final LocalCluster localCluster;
    private final ClientThreads clients;
    private final Consumer<FailoverEvent> each;
    private final long startNanos = System.nanoTime();

    /** @param each receives every event as soon as it is over */
    Measurement(LocalCluster localCluster, ClientThreads clients, Consumer<FailoverEvent> each) {
        this.localCluster = localCluster;
        this.clients = clients;
        this.each = each;
    }

    /** Kills the node of this role, then starts it again: two events. */
    void killAndReturn(FailoverEvent.Role role) {
        List<NodeProcess> chain = localCluster.awaitChainOfAll();
        NodeProcess victim = pick(role, chain);
        boolean controller = isController(victim);
        measure(FailoverEvent.Kind.KILL, role, controller, victim::kill);
        measure(FailoverEvent.Kind.RETURN, FailoverEvent.Role.NONE, false, victim::start);
    }

    /** Lets the node of this role leave in order, then lets a new one join: two events. */
    void leaveAndJoin(FailoverEvent.Role role) {
        List<NodeProcess> chain = localCluster.awaitChainOfAll();
        NodeProcess victim = pick(role, chain);
        boolean controller = isController(victim);
        measure(FailoverEvent.Kind.LEAVE, role, controller, () -> victim.leave(true));
        measure(FailoverEvent.Kind.JOIN, FailoverEvent.Role.NONE, false, () -> localCluster.startNodes(1));
    }

    /** Waits for about as long as the other events take. */
    void nothing() {
        measure(FailoverEvent.Kind.NOTHING, FailoverEvent.Role.NONE, false, () -> rest(3 * QUIET_SECONDS));
    }

    private void measure(FailoverEvent.Kind kind, FailoverEvent.Role role, boolean controller, Runnable action) {
        rest(QUIET_SECONDS);
        clients.take();
        long begun = System.nanoTime();
        action.run();
        localCluster.awaitChainOfAll();
        clients.awaitSuccesses();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        double second = TimeUnit.NANOSECONDS.toMillis(begun - startNanos) / 1_000.0;
        each.accept(new FailoverEvent(second, kind, role, controller, millis, clients.take()));
    }

    /** Lets the effects of the last event end; no condition says when they have. */
    private static void rest(long seconds) {
        Awaitility.await()
                .pollDelay(seconds, TimeUnit.SECONDS)
                .atMost(seconds + 10, TimeUnit.SECONDS)
                .until(() -> true);
    }

    private NodeProcess pick(FailoverEvent.Role role, List<NodeProcess> chain) {
        return switch (role) {
            case HEAD -> chain.get(0);
            case MIDDLE -> chain.get(chain.size() / 2);
            case TAIL -> chain.get(chain.size() - 1);
            case CONTROLLER -> awaitController(chain);
            case NONE -> throw new IllegalArgumentException("no role, no node");
        };
    }

    private static NodeProcess awaitController(List<NodeProcess> chain) {
        List<NodeProcess> found = new ArrayList<>();
        Awaitility.await("a controller").atMost(60, TimeUnit.SECONDS).until(() -> {
            chain.stream().filter(Measurement::isController).forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static boolean isController(NodeProcess node) {
        try {
            return node.status().isController();
        } catch (CatenaException e) {
            return false;
        }
    }
}
