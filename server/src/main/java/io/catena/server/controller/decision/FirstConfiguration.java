package io.catena.server.controller.decision;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides while ZooKeeper knows no configuration of the chain: either the chain is new, or ZooKeeper has lost it. A
 * chain is made only if every registered node that may hold some has said that it holds nothing of it, and from one that is heard
 * of (C6); of several, from the one that is placed first, if it is heard of in time (C16).
 */
final class FirstConfiguration {
    private final ChainView view;

    FirstConfiguration(ChainView view) {
        this.view = view;
    }

    Decision decide() {
        if (view.activated() != null) {
            return alarm("ZooKeeper says that epoch " + view.activated().epoch() + " was activated");
        }
        Optional<Member> holder =
                view.registrations().stream().filter(this::holdsData).findFirst();
        if (holder.isPresent()) {
            return alarm(Names.of(holder.get()) + " holds data of it");
        }
        if (view.wanted() == null) {
            return waiting("waits for the settings of the cluster, which cannot be read; see the logs");
        }
        List<Member> silent = view.registrations().stream()
                .filter(m -> view.reportOf(m).isEmpty())
                .toList();
        if (!silent.isEmpty()) {
            return waiting("waits for " + Names.of(silent) + " to say whether there is data already");
        }
        Set<String> lifeless = view.withoutLife();
        if (!lifeless.isEmpty()) {
            return waiting("waits for the replica of " + String.join(", ", lifeless)
                    + " to register and to say whether there is data already");
        }
        Carriers carriers = view.carriers();
        if (!carriers.areAllNodes() && carriers.placed().isEmpty()) {
            return waiting("waits until it is placed on nodes");
        }
        List<Member> able = view.live().stream()
                .filter(m -> carriers.include(m.nodeId())
                        && !view.isLeaving(m)
                        && view.knows(m, view.wanted().format()))
                .sorted(Comparator.comparingInt(m -> carriers.placed().indexOf(m.nodeId())))
                .toList();
        Optional<Member> first = able.stream().filter(view::isHeard).findFirst();
        if (first.isEmpty()) {
            return waiting(able.isEmpty() ? "waits for a node to register" : Names.awaitedAnswerOf(able));
        }
        if (!carriers.areAllNodes() && !first.get().is(able.get(0)) && !view.graceOver()) {
            return Decision.of(
                    Decision.Kind.GRACE,
                    "waits for an answer of " + Names.of(able.get(0)) + ", on which the chain is placed first");
        }
        return formFrom(first.get());
    }

    private boolean holdsData(Member node) {
        ReplicaReport report = view.reportOf(node).orElse(null);
        return report != null && (report.epoch() > 0 || report.lineage() > 0 || report.logEnd() > 0);
    }

    private Decision formFrom(Member node) {
        Configuration first =
                new Configuration(view.chain(), 1, 1, List.of(node), null, true, Map.of(), view.wanted(), 0);
        return Decision.change(first, "forms the chain, beginning with " + Names.of(node));
    }

    private Decision alarm(String what) {
        return Decision.of(
                Decision.Kind.ALARM,
                "the chain is not made: ZooKeeper has no configuration of it, but " + what
                        + "; was ZooKeeper wiped or restored from an old copy? Then " + Advice.ZOOKEEPER_LOST);
    }

    private static Decision waiting(String sentence) {
        return Decision.of(Decision.Kind.UNAVAILABLE, sentence);
    }
}
