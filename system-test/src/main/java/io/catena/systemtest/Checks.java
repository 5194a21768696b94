package io.catena.systemtest;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;

/** The checks after each step of a test. */
public final class Checks {
    private final LocalCluster localCluster;
    private final CountingWorkload load;

    public Checks(LocalCluster localCluster, CountingWorkload load) {
        this.localCluster = localCluster;
        this.load = load;
    }

    /** {@link #chainOf} for all nodes that run. */
    public List<NodeProcess> chainOfAll() throws TException, InterruptedException {
        return chainOf(localCluster.alive());
    }

    /**
     * Checks that the chain has recovered by itself with exactly these members; that it takes writes; that every member
     * holds every acknowledged write; and that all members hold the same data.
     *
     * @return the members: head, middles, tail
     */
    public List<NodeProcess> chainOf(Collection<NodeProcess> members) throws TException, InterruptedException {
        List<NodeProcess> chain = localCluster.awaitChain(members);
        load.nodes(chain);
        awaitProgress();
        load.rest();
        try {
            MemberData.requireSame(chain);
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
}
