package io.catena.server.controller.decision;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides the next configuration of a chain: a pure function of what can be seen (C4). It decides at most one change, by the
 * first of these rules that applies: what contradicts itself stops everything (C15); a chain without a living member is formed
 * again (C11); dead members are removed (H1); members that live and are unfit are removed, if the chain can do without them
 * (H15); members that ask to leave are removed. Only in an activated epoch (C7) are settings changed (P2), is a replica that has
 * caught up appended, and does the next one begin to join (C5), if it is placed (C16) and its transfer need not wait (M13). What
 * follows on a handover comes before all of these, and another handover behind them (C17).
 *
 * <p>It does not look at time: its input says whether grace is over, which members a probe found gone and which are unfit.
 */
public final class NextConfiguration {
    private static final String DISPLACED = "the chain is to be on other nodes";

    private final ChainView view;
    private final Configuration current;

    private NextConfiguration(ChainView view) {
        this.view = view;
        this.current = view.current();
    }

    public static Decision decide(ChainView view) {
        return view.current() == null ? new FirstConfiguration(view).decide() : new NextConfiguration(view).decide();
    }

    private Decision decide() {
        List<Supplier<Optional<Decision>>> rules = List.of(
                this::alarm,
                () -> new ReformedConfiguration(view).decide(),
                this::removeTheDead,
                () -> new UnfitMemberRemoval(view).decide(),
                this::removeTheLeaving,
                this::awaitActivation,
                () -> new RolesByPlacement(view).takeEffect(),
                this::changeSettings,
                this::dropTheDisplacedJoining,
                this::appendOrAwaitJoining,
                this::beginJoining,
                () -> new RolesByPlacement(view).handOver());
        for (Supplier<Optional<Decision>> rule : rules) {
            Optional<Decision> decision = rule.get();
            if (decision.isPresent()) {
                return decision.get();
            }
        }
        return Decision.of(Decision.Kind.NONE, "every node that can be a member is one");
    }

    private Optional<Decision> alarm() {
        Configuration activated = view.activated();
        if (activated != null && activated.epoch() > current.epoch()) {
            return alarm("ZooKeeper holds epoch " + current.epoch() + " as the newest but says that epoch "
                    + activated.epoch() + " was activated");
        }
        for (Member node : view.live()) {
            ReplicaReport report = view.reportOf(node).orElse(null);
            if (report != null && (report.epoch() > current.epoch() || report.lineage() > current.lineage())) {
                return alarm(Names.of(node) + " has seen epoch " + report.epoch() + " of lineage " + report.lineage()
                        + ", but ZooKeeper knows only epoch " + current.epoch() + " of lineage " + current.lineage());
            }
        }
        return Optional.empty();
    }

    private static Optional<Decision> alarm(String what) {
        return Optional.of(
                Decision.alarm(what + "; was ZooKeeper restored from an old copy? Then " + Advice.ZOOKEEPER_LOST));
    }

    private Optional<Decision> removeTheDead() {
        List<Member> dead = current.line().stream().filter(m -> !view.lives(m)).toList();
        if (dead.isEmpty()) {
            return Optional.empty();
        }
        if (!view.canDoWithout(dead)) {
            return Optional.of(Decision.of(
                    Decision.Kind.UNAVAILABLE,
                    "waits for a sign of another member before it removes " + Names.of(dead) + ": gone"));
        }
        boolean onlyJoining = dead.size() == 1 && dead.get(0).is(current.joining());
        return Optional.of(Decision.change(
                NextEpoch.of(view).without(dead, onlyJoining, "gone"), "removes " + Names.of(dead) + ": gone"));
    }

    private Optional<Decision> removeTheLeaving() {
        List<Member> leaving = current.line().stream().filter(view::isLeaving).toList();
        List<Member> removed = leaving;
        if (!view.canDoWithout(leaving)) {
            removed = leaving.stream()
                    .map(kept -> leaving.stream().filter(m -> !m.is(kept)).toList())
                    .filter(view::canDoWithout)
                    .findFirst()
                    .orElse(List.of());
        }
        if (removed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Decision.change(
                NextEpoch.of(view).without(removed, true, "asked to leave"),
                "removes " + Names.of(removed) + ": asked to leave"));
    }

    private Optional<Decision> awaitActivation() {
        if (view.isActivated()) {
            return Optional.empty();
        }
        return Optional.of(Decision.of(
                Decision.Kind.NONE,
                "waits for epoch " + current.epoch() + " to take effect under its head " + Names.of(current.head())));
    }

    /** An epoch of its own, so that all of its members go by the same settings (P2); before growth, which may take long. */
    private Optional<Decision> changeSettings() {
        if (view.wanted() == null) {
            return Optional.empty();
        }
        SharedSettings possible =
                view.wanted().withFormat(nextFormat(view.wanted().format()));
        if (possible.equals(current.settings())) {
            return Optional.empty();
        }
        return Optional.of(Decision.change(NextEpoch.of(view).withSettings(possible), "changes settings: " + possible));
    }

    /**
     * The wanted format, if it is higher than the present one and every replica of the line knows it (P7). What is registered
     * of the node of a replica that only gets time may be the next process, which knows other formats.
     */
    private int nextFormat(int wanted) {
        int present = current.format().number();
        return wanted > present
                        && current.line().stream().allMatch(m -> view.isRegisteredNow(m) && view.knows(m, wanted))
                ? wanted
                : present;
    }

    /** It makes room for a replica of a node that is to carry the chain. While the placement is not known, it stays. */
    private Optional<Decision> dropTheDisplacedJoining() {
        Member joining = current.joining();
        if (joining == null
                || view.carriers().placed().isEmpty()
                || view.carriers().include(joining.nodeId())) {
            return Optional.empty();
        }
        return Optional.of(Decision.change(
                NextEpoch.of(view).without(List.of(joining), true, DISPLACED),
                "no longer lets " + Names.of(joining) + " join: " + DISPLACED));
    }

    private Optional<Decision> appendOrAwaitJoining() {
        Member joining = current.joining();
        if (joining == null) {
            return Optional.empty();
        }
        boolean caughtUp = view.reportOf(current.tail())
                .map(report -> report.caughtUp() == joining.life())
                .orElse(false);
        if (!caughtUp) {
            return Optional.of(
                    Decision.of(Decision.Kind.NONE, "waits for joining " + Names.of(joining) + " to catch up"));
        }
        Member next = firstToJoin(joining).orElse(null);
        return Optional.of(Decision.change(
                NextEpoch.of(view).withJoiningAppended(next),
                "appends " + Names.of(joining) + ": caught up"
                        + (next == null ? "" : "; lets " + Names.of(next) + " join")));
    }

    private Optional<Decision> beginJoining() {
        List<Member> able = nextToJoin();
        if (able.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(firstToJoin(current.tail())
                .map(node -> Decision.change(NextEpoch.of(view).withJoining(node), "lets " + Names.of(node) + " join"))
                .orElseGet(() -> Decision.postponed(
                        able,
                        "waits with " + Names.of(able.get(0))
                                + ": it, or the tail, takes part in as many transfers as a node may")));
    }

    /** The first one that does not have to wait until other transfers have ended (M13). */
    private Optional<Member> firstToJoin(Member feeder) {
        return isBusy(feeder)
                ? Optional.empty()
                : nextToJoin().stream().filter(node -> !isBusy(node)).findFirst();
    }

    /** Of those that can join, one may be passed over only where no placement says in which order they are to stand. */
    private List<Member> nextToJoin() {
        List<Member> able = ableToJoin();
        return view.carriers().placed().isEmpty() || able.isEmpty() ? able : able.subList(0, 1);
    }

    /** A chain that takes no writes waits for no other one. */
    private boolean isBusy(Member node) {
        return view.carriers().busy().contains(node.nodeId())
                && current.members().size() >= current.minReplicas();
    }

    /** Of those that are placed, the one that is to stand first comes first; else the one that was registered first. */
    private List<Member> ableToJoin() {
        List<String> placed = view.carriers().placed();
        return view.live().stream()
                .filter(this::mayJoin)
                .sorted(Comparator.comparingInt(node -> placed.indexOf(node.nodeId())))
                .toList();
    }

    private boolean mayJoin(Member node) {
        return current.line().stream().noneMatch(m -> m.nodeId().equals(node.nodeId()))
                && !current.hasRemoved(node)
                && view.carriers().include(node.nodeId())
                && view.knows(node, current.format().number())
                && (view.wanted() == null || view.knows(node, view.wanted().format()))
                && view.reportOf(node).isPresent()
                && !view.isLeaving(node)
                && !view.isFull(node);
    }
}
