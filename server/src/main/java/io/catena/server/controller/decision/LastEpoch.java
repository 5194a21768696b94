package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Finds, without ZooKeeper, the last epoch of a chain in which anything can have been committed, and the copies that
 * hold all of it.
 *
 * <p>A member acknowledges nothing in an epoch before the epoch is on its disk (C14). So a copy of a member whose disk
 * says less disproves the epoch: nothing was committed in it, unless it is known to have been activated; then that copy
 * is an old one. The highest epoch that no copy disproves is the last one. Epochs rise by one, so an epoch of which no
 * node has kept the configuration was there as well, and nothing disproves it. Each of its members that is shown and has it
 * on its disk was in it; of those the longest log holds everything: a member that was appended last may lack what was
 * on its way.
 */
final class LastEpoch {
    private final List<Holding> copies;
    private final NavigableMap<Long, Configuration> known = new TreeMap<>();
    private final long lineage;
    private final long activated;
    private final long epoch;
    /** The seq that the chain is known to have committed, by ZooKeeper (C3). */
    private final long committed;

    LastEpoch(Recovery.Seen seen) {
        List<Holding> holdings = seen.holdings();
        List<Configuration> configurations = seen.configurations();
        lineage = LongStream.concat(
                        holdings.stream().mapToLong(Holding::lineage),
                        configurations.stream().mapToLong(Configuration::lineage))
                .max()
                .orElse(0);
        copies = holdings.stream().filter(h -> h.lineage() == lineage).toList();
        configurations.stream().filter(c -> c.lineage() == lineage).forEach(c -> known.put(c.epoch(), c));
        committed = seen.committedIn(lineage);
        activated = Math.max(activatedInZooKeeper(seen), activatedAsKept(holdings));
        long highest = LongStream.concat(
                        known.keySet().stream().mapToLong(Long::longValue),
                        copies.stream().mapToLong(Holding::epoch))
                .max()
                .orElse(0);
        epoch = LongStream.iterate(highest, e -> e - 1)
                .filter(e -> !isDisproved(e))
                .findFirst()
                .getAsLong();
    }

    private long activatedInZooKeeper(Recovery.Seen seen) {
        Configuration known = seen.activated();
        return known != null && known.lineage() == lineage ? known.epoch() : 0;
    }

    private long activatedAsKept(List<Holding> holdings) {
        return holdings.stream()
                .map(Holding::known)
                .filter(m -> m != null && m.configuration().lineage() == lineage)
                .mapToLong(KnownMembership::activatedEpoch)
                .max()
                .orElse(0);
    }

    private boolean isDisproved(long candidate) {
        Configuration configuration = known.get(candidate);
        return configuration != null
                && candidate > activated
                && copies.stream()
                        .anyMatch(h -> configuration.hasNode(h.nodeId()) && !h.installing() && h.epoch() < candidate);
    }

    /** The highest lineage that is shown. */
    long lineage() {
        return lineage;
    }

    /** The last epoch in which anything can have been committed. */
    long epoch() {
        return epoch;
    }

    /** The configuration of that epoch; null if no node has kept it. */
    Configuration configuration() {
        return known.get(epoch);
    }

    /** The copies that were in it and can be used, the longest log first; of equals the one nearest to the head. */
    List<Holding> holders() {
        return copies.stream()
                .filter(h -> h.isWhole() && h.epoch() >= epoch && wasIn(h.nodeId()))
                .sorted(Comparator.comparingLong(Holding::logEnd)
                        .reversed()
                        .thenComparingInt(h -> place(h.nodeId()))
                        .thenComparing(Holding::nodeId))
                .toList();
    }

    private boolean wasIn(String nodeId) {
        return configuration() == null || configuration().hasNode(nodeId);
    }

    private int place(String nodeId) {
        List<Member> members =
                configuration() == null ? List.of() : configuration().members();
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).nodeId().equals(nodeId)) {
                return i;
            }
        }
        return members.size();
    }

    /** Members whose copies are not shown, or cannot be used. Any of them may have gone on without the others. */
    List<Member> missing() {
        List<Member> missing = new ArrayList<>(
                configuration() == null ? List.of() : configuration().members());
        List<Holding> holders = holders();
        missing.removeIf(m -> holders.stream().anyMatch(h -> h.nodeId().equals(m.nodeId())));
        return missing;
    }

    /** Whether this copy certainly holds everything that was ever acknowledged. */
    boolean holdsEverything(Holding copy) {
        List<Holding> holders = holders();
        return configuration() != null
                && missing().isEmpty()
                && holders.contains(copy)
                && copy.logEnd() >= committed
                && (copy.logEnd() == holders.get(0).logEnd() || epoch <= activated)
                && holders.stream().allMatch(h -> agree(h, copy));
    }

    /** Logs of members that end at the same record are the same; if they are not, nothing is certain. */
    private static boolean agree(Holding one, Holding other) {
        return one.logEnd() != other.logEnd()
                || one.lastChecksum() == other.lastChecksum()
                || one.lastChecksum() == 0
                || other.lastChecksum() == 0;
    }
}
