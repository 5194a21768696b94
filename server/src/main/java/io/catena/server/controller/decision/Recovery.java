package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What an operator can do about a chain that ZooKeeper has lost, or whose last members are lost (C13): from which
 * copies it can be formed, which one is the best, and what each choice may cost. A pure function of what is seen. It
 * assumes that no member runs that is not seen, and that no directory is an old copy that was put back.
 *
 * <p>A choice that may lose something begins a new lineage, so that no other copy brings anything of its own back.
 */
public final class Recovery {
    /** The number of epochs that is left free for changes of which nothing that is shown knows. */
    static final long MARGIN_EPOCHS = 1_000;

    private final Seen seen;
    private final String refusal;
    private final boolean needless;
    private final List<Choice> choices;

    /**
     * What the operator shows, and what ZooKeeper says.
     *
     * @param chain the chain's number
     * @param current the newest configuration in ZooKeeper; null if there is none
     * @param activated the last activated one in ZooKeeper; null if there is none
     * @param committed the members of {@code activated} had everything up to this seq on their disks; 0 if that is not
     *     known
     * @param registered the nodes that are registered in ZooKeeper
     * @param holdings what the copies hold
     */
    public record Seen(
            int chain,
            Configuration current,
            Configuration activated,
            long committed,
            List<Member> registered,
            List<Holding> holdings) {
        public Seen {
            registered = List.copyOf(registered);
            holdings = List.copyOf(holdings);
        }

        /** All configurations that are known, in the order of their epochs. */
        public List<Configuration> configurations() {
            return Stream.concat(
                            Stream.of(current, activated).filter(c -> c != null),
                            holdings.stream()
                                    .map(Holding::known)
                                    .filter(m -> m != null)
                                    .map(KnownMembership::configuration))
                    .sorted(Comparator.comparingLong(Configuration::epoch))
                    .toList();
        }

        /** The seq that the chain is known to have committed in a lineage (C3). */
        long committedIn(long lineage) {
            return activated != null && activated.lineage() == lineage ? committed : 0;
        }

        long highestEpoch() {
            return LongStream.concat(
                            holdings.stream().mapToLong(Holding::epoch),
                            configurations().stream().mapToLong(Configuration::epoch))
                    .max()
                    .orElse(0);
        }

        long highestLineage() {
            return LongStream.concat(
                            holdings.stream().mapToLong(Holding::lineage),
                            configurations().stream().mapToLong(Configuration::lineage))
                    .max()
                    .orElse(0);
        }
    }

    /**
     * One copy from which the chain can be formed.
     *
     * @param losesNothing whether it certainly holds everything that was ever acknowledged
     * @param cost what is assumed and what may be lost, in a sentence
     */
    public record Choice(Holding copy, boolean losesNothing, String cost) {}

    /**
     * What is to be written into ZooKeeper: the configuration, in which the chosen node stands alone under a life that
     * it never has, so that the controller forms the chain again from the life with which it comes back; and, as the
     * last activated one, the configuration that its copy was in, so that no older copy is taken in its place.
     */
    public record Forced(Configuration configuration, Configuration activated) {}

    private Recovery(Seen seen, String refusal, boolean needless, List<Choice> choices) {
        this.seen = seen;
        this.needless = needless;
        this.refusal = refusal != null
                ? refusal
                : choices.isEmpty()
                        ? "no copy that is shown can be used: each is empty, received in part, or of a node that has left"
                                + " for good"
                        : null;
        this.choices = choices;
    }

    /** ZooKeeper has lost the chain's configuration, or shows an older one than the copies have seen. */
    public static Recovery ofZooKeeper(Seen seen) {
        return of(
                seen,
                List.of(() -> clustersDiffer(seen), () -> nodesRun(seen)),
                List.of(() -> zooKeeperIsNotBehind(seen)),
                Recovery::choicesWithoutZooKeeper);
    }

    /**
     * @param hindrances why nothing can be done
     * @param peace why nothing has to be done
     */
    private static Recovery of(
            Seen seen,
            List<Supplier<String>> hindrances,
            List<Supplier<String>> peace,
            Function<Seen, List<Choice>> choices) {
        String hindrance = first(hindrances);
        String refusal = hindrance == null ? first(peace) : hindrance;
        return new Recovery(
                seen, refusal, hindrance == null && refusal != null, refusal == null ? choices.apply(seen) : List.of());
    }

    private static List<Choice> choicesWithoutZooKeeper(Seen seen) {
        LastEpoch last = new LastEpoch(seen);
        return inOrder(seen, last.holders()).stream()
                .map(copy -> new Choice(copy, last.holdsEverything(copy), costAfterZooKeeper(seen, last, copy)))
                .toList();
    }

    /** ZooKeeper is right, and the members that hold the chain are gone for good. */
    public static Recovery ofChain(Seen seen) {
        return of(
                seen,
                List.of(() -> clustersDiffer(seen), () -> zooKeeperIsBehind(seen)),
                List.of(() -> aMemberServes(seen), () -> theChainIsThere(seen)),
                Recovery::choicesWithoutMembers);
    }

    private static List<Choice> choicesWithoutMembers(Seen seen) {
        return inOrder(seen, List.of()).stream()
                .map(copy -> new Choice(copy, false, costWithoutMembers(seen, copy)))
                .toList();
    }

    /** Why nothing can or should be done; empty if there is a choice. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether it is refused because the chain is there, or is formed as soon as its nodes are back. */
    public boolean isNeedless() {
        return needless;
    }

    /** The copies to choose from, the best one first; empty exactly if it is refused. */
    public List<Choice> choices() {
        return choices;
    }

    /**
     * What to write when this node's copy is chosen.
     *
     * @throws IllegalArgumentException if it is none of the choices
     */
    public Forced force(String nodeId) {
        Choice choice = choices.stream()
                .filter(c -> c.copy().nodeId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(nodeId + " is none of the choices"));
        return ForcedChange.from(seen, choice);
    }

    /** The copies that were in the last epoch, then the others, the newest first; a node only once. */
    private static List<Holding> inOrder(Seen seen, List<Holding> holders) {
        List<Holding> copies = new ArrayList<>(holders);
        seen.holdings().stream()
                .filter(Holding::isWhole)
                .sorted(Comparator.comparingLong(Holding::lineage)
                        .thenComparingLong(Holding::epoch)
                        .thenComparingLong(Holding::logEnd)
                        .reversed()
                        .thenComparing(Holding::nodeId))
                .forEach(copies::add);
        Set<String> nodes = new HashSet<>();
        copies.removeIf(copy -> !nodes.add(copy.nodeId()));
        return copies;
    }

    // ------------------------------------------------------------------------------------------------- what it costs

    private static String costAfterZooKeeper(Seen seen, LastEpoch last, Holding copy) {
        if (last.holdsEverything(copy)) {
            return "nothing that was acknowledged is lost: every member of epoch " + last.epoch()
                    + ", the last one, is shown here";
        }
        if (!last.holders().contains(copy)) {
            return "loses what was acknowledged since epoch " + copy.epoch() + "; epoch " + last.epoch() + " came later"
                    + ends(seen, copy);
        }
        if (last.configuration() == null) {
            return "loses what was acknowledged after epoch " + last.epoch()
                    + ", if there was a later one; no copy tells the members of that epoch";
        }
        if (copy.logEnd() < seen.committedIn(copy.lineage())) {
            return "it is an old copy" + ends(seen, copy);
        }
        if (last.missing().isEmpty()) {
            return "may lack the last records that were acknowledged; another copy's log goes on or differs";
        }
        return "loses what was acknowledged after epoch " + last.epoch() + ", if the chain went on without it; "
                + Names.of(last.missing()) + " could tell and is not shown, or cannot be used";
    }

    private static String costWithoutMembers(Seen seen, Holding copy) {
        return "loses whatever was acknowledged since its epoch " + copy.epoch() + " of lineage " + copy.lineage()
                + "; the chain was in epoch " + seen.current().epoch() + " of lineage "
                + seen.current().lineage() + ends(seen, copy);
    }

    private static String ends(Seen seen, Holding copy) {
        long end = seen.holdings().stream().mapToLong(Holding::logEnd).max().orElse(0);
        long committed = seen.committedIn(copy.lineage());
        if (committed > Math.max(end, copy.logEnd())) {
            return "; at least records " + (copy.logEnd() + 1) + " to " + committed
                    + ", which were committed, are given up";
        }
        return end > copy.logEnd()
                ? "; at least records " + (copy.logEnd() + 1) + " to " + end + " of another copy are given up"
                : "";
    }

    // ----------------------------------------------------------------------------------------------- what stands
    // against

    private static String first(List<Supplier<String>> objections) {
        return objections.stream()
                .map(Supplier::get)
                .filter(o -> o != null)
                .findFirst()
                .orElse(null);
    }

    private static String clustersDiffer(Seen seen) {
        List<String> ids =
                seen.holdings().stream().map(Holding::clusterId).distinct().toList();
        return ids.size() > 1
                ? "the directories belong to different clusters, with the ids " + String.join(", ", ids)
                        + "; show those of one cluster only"
                : null;
    }

    private static String nodesRun(Seen seen) {
        return seen.registered().isEmpty()
                ? null
                : "nodes are registered in this ZooKeeper: " + Names.of(seen.registered())
                        + "; stop them, wait until their sessions have ended, and inspect their directories again";
    }

    private static String zooKeeperIsNotBehind(Seen seen) {
        long epoch = seen.current() == null ? 0 : seen.current().epoch();
        return seen.current() != null && seen.highestEpoch() <= epoch
                ? "ZooKeeper knows epoch " + epoch + ", and nothing shown here is newer: there is nothing to recover;"
                        + " start the nodes. If the members that hold the chain are gone for good, see 'recover chain'"
                : null;
    }

    private static String zooKeeperIsBehind(Seen seen) {
        if (seen.current() == null) {
            return "ZooKeeper has no configuration of the chain; see 'recover zookeeper'";
        }
        return seen.highestEpoch() > seen.current().epoch()
                ? "ZooKeeper knows epoch " + seen.current().epoch() + ", and epoch " + seen.highestEpoch()
                        + " has been seen: ZooKeeper's data is old; see 'recover zookeeper'"
                : null;
    }

    /**
     * The report of a registered member says where its log ended when its life began, not what it holds now: what
     * counts is that it has its place.
     */
    private static String aMemberServes(Seen seen) {
        Set<String> anchors = ChainView.anchors(seen.current(), seen.activated());
        return seen.registered().stream()
                .filter(node -> seen.current().positionOf(node) >= 0 && anchors.contains(node.nodeId()))
                .findFirst()
                .map(node -> node + " is registered and is a member, so the chain is there: nothing has to be given up."
                        + " If it has died just now, wait until its session has ended")
                .orElse(null);
    }

    private static String theChainIsThere(Seen seen) {
        Set<String> anchors = ChainView.anchors(seen.current(), seen.activated());
        return seen.holdings().stream()
                .filter(copy -> seen.current().hasNode(copy.nodeId())
                        && anchors.contains(copy.nodeId())
                        && !copy.retired()
                        && ReformedConfiguration.objection(
                                        seen.current(), seen.activated(), seen.committed(), copy.report())
                                .isEmpty())
                .findFirst()
                .map(copy -> copy.nodeId() + " is there and holds the whole chain: start it, or wait for it; nothing"
                        + " has to be given up. If it has died just now, wait until its session has ended")
                .orElse(null);
    }
}
