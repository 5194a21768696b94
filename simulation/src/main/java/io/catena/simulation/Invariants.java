package io.catena.simulation;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The invariants of replicas and disks (docs/simulation.md, What is checked). Some look at the present state, some
 * at the last step; both look only at what that step can have changed.
 */
final class Invariants implements ChainInvariants.Watcher {
    private final World world;
    private final CommittedLog committed;
    /** By life. */
    private final Map<Long, Life> lives = new HashMap<>();

    private final ChainInvariants chain;
    private final MembershipInvariants membership;
    private final DiskInvariants disks;

    Invariants(World world) {
        this.world = world;
        this.committed = world.committed();
        this.chain = new ChainInvariants(committed, this);
        this.membership = new MembershipInvariants(world, lives);
        this.disks = new DiskInvariants(committed);
    }

    MembershipInvariants membership() {
        return membership;
    }

    DiskInvariants disks() {
        return disks;
    }

    void onLife(Life life) {
        lives.put(life.member().life(), life);
        chain.onLife(life.image());
    }

    // ------------------------------------------------------------------------------------------- steps of replicas

    /** A replica has taken a step whose effects have not been carried out yet. */
    void afterStep(Life life, Message message, List<Effect> effects) {
        chain.afterStep(life.image(), message, effects);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send && send.message() instanceof Message.Open open) {
                anEpochHasOneFormat(life, open.format());
            }
        }
    }

    /** Records of all formats that are known have the same bytes, so that a handshake alone shows what a node writes in. */
    private static void anEpochHasOneFormat(Life life, int format) {
        Configuration own = life.driver().view().configuration();
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
        itKnowsTheSessionsOfItsLog(lives.get(image.member().life()), image.view());
    }

    /**
     * A head answers a repeated request from its client sessions in memory (E3, E4). Those that came with a snapshot are
     * ahead of the log until the log has caught up.
     */
    private void itKnowsTheSessionsOfItsLog(Life life, ReplicaView view) {
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
        world.count("commits");
    }

    // ------------------------------------------------------------------------------------------- disks

    /** A write of this life has become durable. */
    void onDisk(Life life) {
        DiskContent disk = life.content();
        if (disks.isOfOlderLineage(disk) && disk.applied() > committed.end()) {
            life.image().written();
            return; // it holds what was given up, and has not been told yet
        }
        chain.onDisk(life.image(), disk.applied());
    }

    @Override
    public void forEachHolder(BiConsumer<Member, LogHash> holder) {
        ZooKeeperState zooKeeperState = world.zooKeeper().newest();
        if (zooKeeperState.activated() == null || world.zooKeeper().isLost()) {
            return;
        }
        for (Member member : zooKeeperState.configuration().members()) {
            SimulatedMachine machine = world.machine(member.address());
            if (zooKeeperState.activated().hasNode(member.nodeId())
                    && !machine.isWiped()
                    && !machine.wasPutBack(member)) {
                holder.accept(member, machine.content().hash());
            }
        }
    }

    // ------------------------------------------------------------------------------------------- membership

    /**
     * An operator has chosen a copy. In a new lineage the records that it lacks are given up; in the old lineage it
     * must hold all committed records.
     */
    void onForced(Recovery.Seen seen, Recovery.Forced forced) {
        membership.isWritten(forced.configuration());
        try {
            PermittedRecovery.check(seen, forced);
        } catch (Invariant.Broken e) {
            throw new Violation("permitted changes", "%s", e.getMessage());
        }
        LogHash log =
                world.machine(forced.configuration().head().nodeId()).content().hash();
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

    void onHalt(SimulatedProcess process, String reason) {
        throw new Violation("no process halts", "%s: %s", process.name(), reason);
    }

    void onAlarm(String sentence) {
        throw new Violation("the controller raises no alarm", "%s", sentence);
    }
}
