package io.catena.simulation.invariants;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.PermittedChange;
import io.catena.server.invariants.LogHash;
import io.catena.server.invariants.Violation;
import io.catena.simulation.committed.CommittedLog;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The invariants of one chain's membership: of reports, decisions, published configurations and activations. */
public final class MembershipInvariants implements SimulatedZooKeeper.Judge {
    private final SimulatedRun run;
    /** How the trace names what ZooKeeper has of the chain. */
    private final String znodes;

    private final CommittedLog committed;
    private final JudgedDisks disks;
    /** By life. */
    private final Map<Long, JudgedLife> lives = new HashMap<>();
    /** When a life was registered for the first time, by life. */
    private final Map<Long, Long> registeredNanos = new HashMap<>();
    /** Ids of the nodes on which the chain has ever been placed: a controller may have read the newest placement late. */
    private final Set<String> everPlaced = new TreeSet<>();
    /** So many members each configuration has at least. */
    private int least;
    /** By epoch. There is one, unless ZooKeeper was back at an earlier moment. */
    private final Map<Long, Set<SharedSettings>> settings = new HashMap<>();

    /** @param chain its number */
    MembershipInvariants(SimulatedRun run, int chain, CommittedLog committed, JudgedDisks disks) {
        this.run = run;
        this.znodes = run.nameOf("zk", chain);
        this.committed = committed;
        this.disks = disks;
    }

    void onLife(JudgedLife life) {
        lives.put(life.member().life(), life);
    }

    @Override
    public void onRegistration(ChainState now) {
        now.replicas()
                .values()
                .forEach(replica -> registeredNanos.putIfAbsent(
                        replica.value().life(), run.timeline().nowNanos()));
    }

    /** From now on the chain has no fewer members than that: nothing befalls it but a drain. */
    public void isToKeep(int members) {
        least = members;
    }

    /** Null if there was none. */
    JudgedLife life(Member member) {
        return lives.get(member.life());
    }

    /** A replica reports to the controller. */
    public void onReport(JudgedLife life, ReplicaReport report) {
        boolean headGoes = report.leaving() && life.view().position() == 0;
        check(
                !headGoes || life.hasAnsweredAllWrites(),
                "a head that leaves has answered",
                "the head %s says that it has gone, and clients wait for its answers",
                life.member());
    }

    /**
     * A controller has decided to publish. Of the members that surely hold all committed records, one that was
     * heard stays, or none of them goes; unless the chain is formed again (C8).
     *
     * @param view the view without a planted fault
     * @param signs what this controller goes by
     */
    public void onDecision(ChainView view, Configuration next, Signs signs) {
        onlyAPlacedNodeGetsAPlace(view.current(), next, view.carriers().placed());
        neverTooFewForTheUnfit(view, next);
        aChainIsFormedFromANodeThatAnswers(view.current(), next, signs);
        Set<String> unheard = view.unheard();
        Configuration before = view.current();
        Configuration activated = view.activated();
        if (before == null || activated == null || activated.lineage() != before.lineage()) {
            return;
        }
        List<Member> holders = before.members().stream()
                .filter(m -> activated.hasNode(m.nodeId()))
                .toList();
        boolean allStay = holders.stream().allMatch(m -> next.positionOf(m) >= 0);
        check(
                allStay
                        || isFormedAgain(before, next)
                        || holders.stream().anyMatch(m -> next.positionOf(m) >= 0 && !unheard.contains(m.nodeId())),
                "the chain is left to a member that answers",
                "epoch %d is left to %s, and nothing is heard of %s",
                next.epoch(),
                next.members(),
                unheard);
    }

    /**
     * A node gets no place in a chain that is not placed there (C16).
     *
     * @param placed the nodes on which the chain is placed
     */
    private void onlyAPlacedNodeGetsAPlace(Configuration before, Configuration next, Collection<String> placed) {
        if (!run.placement().isPlaced()) {
            return;
        }
        for (Member member : next.line()) {
            check(
                    placed.contains(member.nodeId()) || before != null && hasNode(before, member.nodeId()),
                    "only a placed node gets a place",
                    "epoch %d of chain %d has %s, and the chain is placed on %s",
                    next.epoch(),
                    next.chain(),
                    member,
                    placed);
        }
    }

    private static boolean hasNode(Configuration configuration, String nodeId) {
        return configuration.line().stream().anyMatch(member -> member.nodeId().equals(nodeId));
    }

    /**
     * A living member that does not wish to go is removed only if enough members stay, or if the chain is formed
     * again.
     */
    private static void neverTooFewForTheUnfit(ChainView view, Configuration next) {
        Configuration before = view.current();
        if (before == null || next.members().size() >= before.minReplicas() || isFormedAgain(before, next)) {
            return;
        }
        for (Member member : before.members()) {
            ReplicaReport report = view.reports().get(member.nodeId());
            boolean lives = view.registrations().stream().anyMatch(member::is)
                    && !view.unreachable().contains(member.nodeId());
            boolean leaving = report != null && report.life() == member.life() && report.leaving();
            check(
                    !lives || leaving || next.positionOf(member) >= 0,
                    "never below the least number of replicas",
                    "%s lives, and epoch %d without it has %d of %d members",
                    member,
                    next.epoch(),
                    next.members().size(),
                    before.minReplicas());
        }
    }

    /**
     * The process of a life that has never answered may be gone (C6, C11). That the chain is formed again from a node that
     * had no place in it is judged apart.
     */
    private void aChainIsFormedFromANodeThatAnswers(Configuration before, Configuration next, Signs signs) {
        Member head = next.head();
        if (before != null && !(isFormedAgain(before, next) && before.hasNode(head.nodeId()))) {
            return;
        }
        long nowNanos = run.timeline().nowNanos();
        check(
                signs.suffice(head, nowNanos - registeredNanos.getOrDefault(head.life(), nowNanos)),
                "a chain is formed from a node that answers",
                "epoch %d is formed from %s, which has never answered the controller",
                next.epoch(),
                head);
    }

    private static boolean isFormedAgain(Configuration before, Configuration next) {
        return next.members().stream().noneMatch(m -> before.positionOf(m) >= 0);
    }

    /** A configuration is there, whether a controller has written it or an operator. */
    void isWritten(Configuration configuration) {
        settings.computeIfAbsent(configuration.epoch(), epoch -> new HashSet<>())
                .add(configuration.settings());
    }

    /** A replica has been told of a configuration. */
    public void onAdoption(JudgedLife life) {
        Configuration own = life.view().configuration();
        check(
                own == null || settings.getOrDefault(own.epoch(), Set.of()).contains(own.settings()),
                "an epoch has its settings",
                "%s goes by %s in epoch %d, which has others",
                life.member(),
                own == null ? null : own.settings(),
                own == null ? 0 : own.epoch());
    }

    @Override
    public void onPlacement(List<String> line) {
        everPlaced.addAll(line);
        run.trace().line(znodes, "is to be on %s", line);
    }

    @Override
    public void onPublication(ChainState before, Configuration next) {
        isWritten(next);
        onlyAPlacedNodeGetsAPlace(before.configuration(), next, everPlaced);
        theReplicasInTheLineKnowTheFormat(next);
        check(
                next.members().size() >= least,
                "a chain that is drained has no fewer members",
                "epoch %d of chain %d has only %s, and there were %d",
                next.epoch(),
                next.chain(),
                next.members(),
                least);
        run.count("configurations");
        if (run.trace().on()) {
            run.trace()
                    .line(
                            znodes,
                            "epoch %d: %s joining %s%s%s",
                            next.epoch(),
                            next.members(),
                            next.joining(),
                            next.clean() ? ", clean" : "",
                            next.handover() ? ", handover" : "");
        }
        onlyAReplicaThatHasCaughtUpBecomesAMember(before.configuration(), next);
        membersChangePlacesOnlyWithEqualLogs(before.configuration(), next);
        try {
            PermittedChange.check(before.configuration(), before.activated(), next);
            if (!disks.isLost(next.head())) {
                long logEnd = disks.content(next.head().address()).hash().end();
                PermittedChange.checkLogEnd(
                        before.configuration(), before.activated(), before.committed(), next, logEnd);
            }
        } catch (Invariant.Broken e) {
            throw new Violation("permitted changes", "%s", e.getMessage());
        }
    }

    private void theReplicasInTheLineKnowTheFormat(Configuration next) {
        for (Member member : next.line()) {
            JudgedLife life = life(member);
            check(
                    life == null || life.formats().includes(next.format().number()),
                    "a replica in the line knows the format",
                    "epoch %d has %s, which %s does not know",
                    next.epoch(),
                    next.format(),
                    member);
        }
    }

    /** What it still lacks is on its way; a snapshot is behind it. Otherwise the chain would stand still for that long. */
    private void onlyAReplicaThatHasCaughtUpBecomesAMember(Configuration before, Configuration next) {
        Member joined = before == null ? null : before.joining();
        if (joined == null || next.positionOf(joined) < 0) {
            return;
        }
        JudgedLife life = life(joined);
        check(
                life != null && life.image().isFed() && life.view().joiningPercent() < 0,
                "only a replica that has caught up becomes a member",
                "%s has not received the chain's state, and epoch %d makes it a member",
                joined,
                next.epoch());
    }

    /** What the next head lacks would be lost, and what it has alone would be no prefix of anything (C17). */
    private void membersChangePlacesOnlyWithEqualLogs(Configuration before, Configuration next) {
        boolean samePlaces = before == null
                || next.members().equals(before.members())
                || !new HashSet<>(next.members()).equals(new HashSet<>(before.members()));
        if (samePlaces) {
            return;
        }
        run.count("members changed places");
        LogHash log = life(before.head()).image().memory();
        for (Member member : before.members()) {
            LogHash own = life(member).image().memory();
            check(
                    own.end() == log.end()
                            && own.agrees(log, log.end())
                            && life(member).image().holdsDurably(log.end(), log.at(log.end())),
                    "members change places only when their logs are equal",
                    "in epoch %d the log of %s ends at %d and that of %s at %d",
                    next.epoch(),
                    before.head(),
                    log.end(),
                    member,
                    own.end());
        }
    }

    @Override
    public void onActivation(Configuration activated) {
        run.trace().line(znodes, "epoch %d is activated", activated.epoch());
        JudgedLife head = life(activated.head());
        check(head != null && head.image().epoch() >= activated.epoch(), "activation", "the head is not in the epoch");
        for (Member member : activated.members()) {
            JudgedLife life = life(member);
            check(
                    life != null && life.image().epoch() >= activated.epoch(),
                    "activation",
                    "epoch %d is activated, and %s has not adopted it",
                    activated.epoch(),
                    member);
            DiskContent disk = life.content();
            check(
                    disk.epoch() >= activated.epoch(),
                    "activation",
                    "epoch %d is activated, and the disk of %s knows epoch %d: it would pass for an old backup",
                    activated.epoch(),
                    member,
                    disk.epoch());
            long end = head.image().epoch() == activated.epoch() ? head.image().adoptedEnd() : committed.end();
            check(
                    life.image().holdsDurably(end, head.image().memory().at(end)),
                    "activation",
                    "epoch %d is activated, and %s does not hold its head's log up to %d",
                    activated.epoch(),
                    member,
                    end);
        }
    }

    @Override
    public void onNoted(ChainState now) {
        run.count("commit points noted");
        check(
                now.committed() <= committed.end(),
                "no more is noted than is committed",
                "record %d is noted as committed, the last one is %d",
                now.committed(),
                committed.end());
        for (Member member : now.activated().members()) {
            JudgedLife life = life(member);
            check(
                    life != null
                            && life.image()
                                    .holdsDurably(
                                            now.committed(), committed.hash().at(now.committed())),
                    "no more is noted than all hold",
                    "record %d is noted as committed, which is not durable on %s",
                    now.committed(),
                    member);
        }
    }
}
