package io.catena.systemtest;

import io.catena.client.CatenaException;
import io.catena.thrift.DataDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;

/** What must hold after each step of a test. */
public final class Checks {
    private final Cluster cluster;
    private final Workload load;

    public Checks(Cluster cluster, Workload load) {
        this.cluster = cluster;
        this.load = load;
    }

    /** {@link #chainOf} all nodes that run. */
    public List<NodeProcess> chainOfAll() throws TException, InterruptedException {
        return chainOf(cluster.alive());
    }

    /**
     * The chain is back by itself with exactly these members; it takes writes again; every member holds every
     * acknowledged write, and all hold the same.
     *
     * @return the members: head, middles, tail
     */
    public List<NodeProcess> chainOf(Collection<NodeProcess> members) throws TException, InterruptedException {
        List<NodeProcess> chain = cluster.awaitChain(members);
        load.nodes(chain);
        awaitProgress();
        load.rest();
        try {
            requireSameData(chain);
            List<Optional<String>> first = load.readAll(chain.get(0));
            for (NodeProcess node : chain.subList(1, chain.size())) {
                if (!load.readAll(node).equals(first)) {
                    throw new AssertionError(node + " answers other values than " + chain.get(0));
                }
            }
        } finally {
            load.goOn();
        }
        load.requireNoViolation();
        return chain;
    }

    private void awaitProgress() {
        long writes = load.writesDone();
        long reads = load.readsDone();
        Awaitility.await("writes and reads going on")
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30))
                .until(() -> load.writesDone() > writes + 20 && load.readsDone() > reads + 20);
    }

    /** With no writes under way all members soon have applied the same, and then their digests are equal. */
    private static void requireSameData(List<NodeProcess> chain) {
        AtomicReference<Set<DataDigest>> last = new AtomicReference<>(Set.of());
        try {
            Awaitility.await("the same applied seq at every member")
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        last.set(digests(chain));
                        return last.get().stream()
                                        .map(DataDigest::getApplied)
                                        .distinct()
                                        .count()
                                == 1;
                    });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("the members of a resting chain do not apply the same: " + last.get(), e);
        }
        if (last.get().size() != 1) {
            throw new AssertionError("members hold different data at the same applied seq: " + last.get());
        }
    }

    private static Set<DataDigest> digests(List<NodeProcess> chain) {
        Set<DataDigest> digests = new HashSet<>();
        for (NodeProcess node : chain) {
            try {
                digests.add(node.admin().digest());
            } catch (CatenaException e) {
                digests.add(new DataDigest(-node.port(), e.getMessage(), 0));
            }
        }
        return digests;
    }
}
