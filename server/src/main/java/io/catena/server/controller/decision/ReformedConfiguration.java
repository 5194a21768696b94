package io.catena.server.controller.decision;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Forms a chain again when none of the members that surely hold everything lives: from one node that is in the newest
 * configuration and in the last activated one, in its new life (C11). It must be heard of, since a registration outlasts
 * a process that has died. All replicas that had a place lose it, even one that was appended in an epoch never activated
 * and still lives: it cannot stay, since it may lack what was committed, and it rejoins in a new life.
 *
 * <p>The report of a returning node speaks of its disk. Before the first activation of all an empty disk is right too:
 * the node may have died before it wrote anything.
 */
final class ReformedConfiguration {
    private final ChainView view;
    private final Configuration current;
    private final List<Member> missing = new ArrayList<>();
    private final List<String> useless = new ArrayList<>();
    /** Registered, with everything, and not heard of. */
    private final List<Member> silent = new ArrayList<>();

    private final List<Member> candidates = new ArrayList<>();

    ReformedConfiguration(ChainView view) {
        this.view = view;
        this.current = view.current();
    }

    /** Empty if a member that may stay lives: then there is nothing to form again. */
    Optional<Decision> decide() {
        List<Member> anchors = current.members().stream()
                .filter(m -> view.anchors().contains(m.nodeId()))
                .toList();
        if (anchors.isEmpty()) {
            return Optional.of(Decision.alarm("no member of epoch " + current.epoch()
                    + " is of the last activated epoch " + view.activated().epoch() + "; was a znode edited by hand?"));
        }
        if (anchors.stream().anyMatch(view::lives)) {
            return Optional.empty();
        }
        anchors.forEach(this::look);
        if (candidates.isEmpty()) {
            return Optional.of(Decision.of(
                    silent.isEmpty() ? Decision.Kind.UNAVAILABLE : Decision.Kind.UNANSWERED,
                    "no member lives: " + whatIsMissing() + "; " + Advice.MEMBERS_LOST));
        }
        boolean oneMayFollow = !(missing.isEmpty() && silent.isEmpty());
        if (oneMayFollow && !view.graceOver() || aSilentOneHasMore()) {
            return Optional.of(
                    Decision.of(Decision.Kind.GRACE, "forms the chain again, but for a moment " + whatIsMissing()));
        }
        return Optional.of(form());
    }

    /** Puts the node that had this place into one of the four lists. */
    private void look(Member place) {
        Member back = view.live().stream()
                .filter(m -> m.nodeId().equals(place.nodeId()))
                .findFirst()
                .orElse(null);
        ReplicaReport report = back == null ? null : view.reportOf(back).orElse(null);
        if (report == null || report.leaving() || current.hasRemoved(back)) {
            missing.add(place);
            return;
        }
        objection(current, view.activated(), view.committed(), report)
                .or(() -> unreadable(back))
                .ifPresentOrElse(
                        why -> useless.add(Names.of(back) + " " + why),
                        () -> (view.isHeard(back) ? candidates : silent).add(back));
    }

    /**
     * Why the chain cannot be formed from what a node's disk holds: it is a snapshot in part (S7), of another lineage,
     * or an old copy (C12); empty if nothing stands against it.
     *
     * @param committed as {@link ChainView#committed}
     */
    static Optional<String> objection(
            Configuration current, Configuration activated, long committed, ReplicaReport report) {
        if (report.installing()) {
            return Optional.of("has received its data only in part");
        }
        if (report.lineage() != current.lineage()
                && !mayBeEmpty(activated, report)
                && !mayBeginTheLineage(current, activated, report)) {
            return Optional.of(
                    "holds no data of this chain (lineage " + report.lineage() + ", not " + current.lineage() + ")");
        }
        if (activated == null || activated.lineage() != current.lineage()) {
            return Optional.empty();
        }
        if (report.epoch() < activated.epoch()) {
            return Optional.of("holds data of epoch " + report.epoch() + ", older than the last activated epoch "
                    + activated.epoch() + " (an old backup?)");
        }
        if (report.logEnd() < committed) {
            return Optional.of("holds data that end at record " + report.logEnd() + ", and record " + committed
                    + " was committed (an old backup?)");
        }
        return Optional.empty();
    }

    private Optional<String> unreadable(Member back) {
        return view.knows(back, current.format().number())
                ? Optional.empty()
                : Optional.of("runs a program that does not know " + current.format());
    }

    private static boolean mayBeEmpty(Configuration activated, ReplicaReport report) {
        return activated == null && report.lineage() == 0 && report.logEnd() == 0;
    }

    /** An operator has begun a new lineage with this very copy, which has not been in it yet (C13). */
    private static boolean mayBeginTheLineage(Configuration current, Configuration activated, ReplicaReport report) {
        return activated != null
                && activated.lineage() < current.lineage()
                && report.lineage() == activated.lineage()
                && report.epoch() >= activated.epoch();
    }

    /**
     * Whether a node that is not heard of reports a longer log than all others. Its registration ends, or is sign enough,
     * within a session timeout; meanwhile an old copy of a disk that cannot be told from the newest is not taken (C12).
     */
    private boolean aSilentOneHasMore() {
        return silent.stream().mapToLong(this::logEnd).max().orElse(-1) > logEnd(longest());
    }

    /** Of equal ones the one that stood nearest to the head, since the list is in that order. */
    private Member longest() {
        Member longest = candidates.get(0);
        for (Member candidate : candidates) {
            if (logEnd(candidate) > logEnd(longest)) {
                longest = candidate;
            }
        }
        return longest;
    }

    private String whatIsMissing() {
        List<String> parts = new ArrayList<>();
        if (!missing.isEmpty()) {
            parts.add("waits for " + Names.anyOf(missing));
        }
        if (!silent.isEmpty()) {
            parts.add(Names.awaitedAnswerOf(silent));
        }
        parts.addAll(useless);
        return String.join("; ", parts);
    }

    private Decision form() {
        Member chosen = longest();
        return Decision.change(
                NextEpoch.of(view).formedAgainFrom(chosen),
                "forms the chain again from " + Names.of(chosen) + ", whose log ends at " + logEnd(chosen)
                        + (missing.isEmpty()
                                ? ""
                                : "; not back, so that their logs could not be compared: " + Names.of(missing))
                        + (silent.isEmpty() ? "" : "; passed over for want of an answer: " + Names.of(silent)));
    }

    private long logEnd(Member candidate) {
        return view.reportOf(candidate).map(ReplicaReport::logEnd).orElse(-1L);
    }
}
