package io.catena.systemtest;

import io.catena.client.CatenaException;
import io.catena.thrift.DataDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Compares the data of the members of a chain without writes. */
public final class MemberData {
    private MemberData() {}

    /**
     * With no writes under way all members soon have applied the same records, and then their digests must be equal.
     *
     * @throws AssertionError if they have not, or are not
     */
    public static void requireSame(List<NodeProcess> chain) {
        requireSame(1, chain);
    }

    /** As {@link #requireSame(List)}, for the members of each chain, the first chain first. */
    public static void requireSameInEach(List<List<NodeProcess>> chains) {
        for (int i = 0; i < chains.size(); i++) {
            requireSame(i + 1, chains.get(i));
        }
    }

    /** As {@link #requireSame(List)}, for the chain of this number. */
    public static void requireSame(int number, List<NodeProcess> chain) {
        AtomicReference<Set<DataDigest>> last = new AtomicReference<>(Set.of());
        try {
            Awaitility.await("the same applied seq at all members")
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        last.set(digests(number, chain));
                        return last.get().stream()
                                        .map(DataDigest::getApplied)
                                        .distinct()
                                        .count()
                                == 1;
                    });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    "the members do not reach the same applied seq although no writes are under way:" + " "
                            + last.get(),
                    e);
        }
        if (last.get().size() != 1) {
            throw new AssertionError("members hold different data at the same applied seq: " + last.get());
        }
    }

    private static Set<DataDigest> digests(int number, List<NodeProcess> chain) {
        Set<DataDigest> digests = new HashSet<>();
        for (NodeProcess node : chain) {
            try {
                digests.add(node.admin().digest(number));
            } catch (CatenaException e) {
                digests.add(new DataDigest(-node.port(), e.getMessage(), 0));
            }
        }
        return digests;
    }
}
