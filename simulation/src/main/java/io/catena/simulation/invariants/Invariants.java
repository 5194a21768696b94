package io.catena.simulation.invariants;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaView;
import io.catena.server.controller.decision.PermittedRecovery;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.invariants.ChainInvariants;
import io.catena.server.invariants.LogHash;
import io.catena.server.invariants.ReplicaImage;
import io.catena.server.invariants.Violation;
import io.catena.simulation.committed.CommittedLog;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The invariants of one chain's replicas and disks (docs/simulation.md, What is checked). Some look at the present state, some
 * at the last step; both look only at what that step can have changed.
 */
public final class Invariants implements ChainInvariants.Watcher {
    private final SimulatedRun run;
    private final int number;
    private final CommittedLog committed;
    private final SimulatedZooKeeper zooKeeper;
    private final JudgedDisks judgedDisks;
    private final ChainInvariants chain;
    private final MembershipInvariants membership;
    private final DiskInvariants disks;
    private final RemovalInvariants removals;

    /** @param chain its number */
    public Invariants(
            SimulatedRun run,
            int chain,
            CommittedLog committed,
            SimulatedZooKeeper zooKeeper,
            JudgedDisks judgedDisks) {
        this.run = run;
        this.number = chain;
        this.committed = committed;
        this.zooKeeper = zooKeeper;
        this.judgedDisks = judgedDisks;
        this.chain = new ChainInvariants(committed, this);
        this.membership = new MembershipInvariants(run, chain, committed, judgedDisks);
        this.disks = new DiskInvariants(committed);
        this.removals = new RemovalInvariants(chain, run.placement().replicas(), committed, zooKeeper, judgedDisks);
    }

    public MembershipInvariants membership() {
        return membership;
    }

    public DiskInvariants disks() {
        return disks;
    }

    public RemovalInvariants removals() {
        return removals;
    }

    public void onLife(JudgedLife life) {
        membership.onLife(life);
        chain.onLife(life.image());
    }

    // ------------------------------------------------------------------------------------------- steps of replicas

    /** A replica has taken a step whose effects have not been carried out yet. */
    public void afterStep(JudgedLife life, Message message, List<Effect> effects) {
        chain.afterStep(life.image(), message, effects);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send && send.message() instanceof Message.Open open) {
                anEpochHasOneFormat(life, open.format());
            }
        }
    }

    /** Records of all formats that are known have the same bytes, so that a handshake alone shows what a node writes in. */
    private static void anEpochHasOneFormat(JudgedLife life, int format) {
        Configuration own = life.view().configuration();
        check(
                format == own.format().number(),
                "an epoch has one format",
                "%s writes in format %d, and epoch %d has %s",
                life.member(),
                format,
                own.epoch(),
                own.format());
    }

    @Override
    public void holdsTheChainsLog(ReplicaImage image) {
        itKnowsTheSessionsOfItsLog(membership.life(image.member()), image.view());
    }

    /**
     * A head answers a repeated request from its client sessions in memory (E3, E4). Those that came with a snapshot are
     * ahead of the log until the log has caught up.
     */
    private void itKnowsTheSessionsOfItsLog(JudgedLife life, ReplicaView view) {
        long end = view.logEnd();
        boolean isCommitted = life.content().isExact()
                && end <= committed.end()
                && life.image().memory().agrees(committed.hash(), end);
        check(
                !isCommitted || life.sessionDigest() == committed.sessionDigest(end),
                "a replica knows the sessions of its log",
                "%s knows other client sessions at seq %d than the log makes",
                life.member(),
                end);
    }

    @Override
    public void commits() {
        run.count("commits");
    }

    // ------------------------------------------------------------------------------------------- disks

    /** A write of this life has become durable. */
    public void onDisk(JudgedLife life) {
        DiskContent disk = life.content();
        if (disks.isOfOlderLineage(disk) && disk.applied() > committed.end()) {
            life.image().written();
            return; // it holds what was given up, and has not been told yet
        }
        chain.onDisk(life.image(), disk.applied());
    }

    @Override
    public void forEachHolder(BiConsumer<Member, LogHash> holder) {
        ChainState now = zooKeeper.newest().chain(number);
        if (now.activated() == null || zooKeeper.isLost(number)) {
            return;
        }
        for (Member member : now.configuration().members()) {
            if (now.activated().hasNode(member.nodeId()) && !judgedDisks.isLost(member)) {
                holder.accept(member, judgedDisks.content(member.address()).hash());
            }
        }
    }

    // ------------------------------------------------------------------------------------------- membership

    /**
     * An operator has chosen a copy. In a new lineage the records that it lacks are given up; in the old lineage it
     * must hold all committed records.
     */
    public void onForced(Recovery.Seen seen, Recovery.Forced forced) {
        membership.isWritten(forced.configuration());
        try {
            PermittedRecovery.check(seen, forced);
        } catch (Invariant.Broken e) {
            throw new Violation("permitted changes", "%s", e.getMessage());
        }
        LogHash log =
                judgedDisks.content(forced.configuration().head().nodeId()).hash();
        long common = committed.commonWith(log);
        if (forced.configuration().lineage() > forced.activated().lineage()) {
            disks.lineageBegins(forced.configuration().lineage());
            committed.giveUpBehind(common);
        } else {
            check(
                    common == committed.end(),
                    "committed is never lost",
                    "the chain is formed from %s, which lacks committed record %d, as if it held everything",
                    forced.configuration().head(),
                    common + 1);
        }
    }

    public void onHalt(String process, String reason) {
        throw new Violation("no process halts", "%s: %s", process, reason);
    }

    /** The judge of the reads that a life answers alone. */
    public LoneReads loneReads(JudgedLife life) {
        return new LoneReads(committed, life);
    }

    public void onAlarm(String sentence) {
        throw new Violation("the controller raises no alarm", "%s", sentence);
    }
}
