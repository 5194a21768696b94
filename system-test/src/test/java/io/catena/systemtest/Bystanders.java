package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** One {@link Bystander} of each node of a chain, and what they notice of what happens meanwhile. */
final class Bystanders implements AutoCloseable {
    private final List<Bystander> all;

    /** Returns when each was answered: a connection that comes later from the machine of an attacker waits with that one's. */
    Bystanders(List<NodeProcess> chain) {
        all = chain.stream().map(Bystander::new).toList();
        Awaitility.await("all are connected")
                .atMost(Duration.ofSeconds(30))
                .until(() -> all.stream().allMatch(one -> one.getMillis(1) < Long.MAX_VALUE));
    }

    /** Of 100 calls of any of them, 99 took at most so long. */
    long p99Millis() {
        return all.stream()
                .mapToLong(one -> Math.max(one.putMillis(0.99), one.getMillis(0.99)))
                .max()
                .orElseThrow();
    }

    /** Ends them; no call may have failed, and of 100 at each node 99 may have taken so long at most. */
    void checkServed(long maxP99Millis) {
        close();
        all.forEach(one -> LiveCluster.say("  " + one));
        for (Bystander one : all) {
            assertEquals("failures at " + one, List.of(), one.failures());
            assertTrue("puts at " + one, one.putMillis(0.99) <= maxP99Millis);
            assertTrue("gets at " + one, one.getMillis(0.99) <= maxP99Millis);
        }
    }

    /** Ends them; no call may have failed, and each of them was answered that often at least. */
    void checkAnswered(int leastAnswers) {
        close();
        all.forEach(one -> LiveCluster.say("  " + one));
        for (Bystander one : all) {
            assertEquals("failures at " + one, List.of(), one.failures());
            assertTrue("answers to " + one, one.gets() >= leastAnswers);
        }
    }

    @Override
    public void close() {
        all.forEach(Bystander::close);
    }
}
