package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaView;
import io.catena.server.controller.decision.PermittedRecovery;
import io.catena.server.controller.decision.Recovery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The invariants of replicas and disks (docs/simulation.md, What is checked). Some look at the present state, some
 * at the last step; both look only at what that step can have changed.
 */
final class Invariants {
    private final World world;
    private final CommittedLog committed;
    /** By incarnation. */
    private final Map<Long, Life> lives = new HashMap<>();

    private final MembershipInvariants membership;
    private final DiskInvariants disks;

    Invariants(World world) {
        this.world = world;
        this.committed = world.committed();
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
        lives.put(life.member().incarnation(), life);
    }

    // ------------------------------------------------------------------------------------------- steps of replicas

    /** A replica has taken a step whose effects have not been carried out yet. */
    void afterStep(Life life, Message message, List<Effect> effects) {
        ReplicaView view = life.driver().view();
        long endBefore = life.memory().end();
        boolean changed = followLog(life, view, message, effects);
        if (view.epoch() > life.epoch()) {
            boolean wasHead = life.isHead();
            life.adopted(view.epoch(), Math.min(endBefore, view.logEnd()), view.position() == 0);
            if (life.isHead() && !wasHead) {
                life.becameHead(life.adoptedEnd());
                itKnowsTheSessionsOfItsLog(life, view);
            }
            changed = true;
        }
        if (!life.isFed() && (life.isHead() || answersHandshake(effects))) {
            life.fed();
            itKnowsTheSessionsOfItsLog(life, view);
            changed = true;
        }
        if (changed) {
            membersArePrefixesOfTheirPredecessors(life, view);
        }
        whoAcknowledgesARoundLacksNothing(life, effects);
        followCommitPoint(life, view);
    }

    /**
     * A replica that may win a lease by the round, or may feed another replica from then on, must hold all records
     * that older epochs committed (R6).
     */
    private void whoAcknowledgesARoundLacksNothing(Life life, List<Effect> effects) {
        boolean acknowledges = effects.stream()
                .anyMatch(e ->
                        e instanceof Effect.Send send && send.message() instanceof Message.Ack ack && ack.round() > 0);
        check(
                !acknowledges || life.memory().end() >= committed.endBefore(life.epoch()),
                "who acknowledges a round lacks nothing",
                "%s acknowledges a round of epoch %d, its log ends at %d, and older epochs committed %d",
                life.member(),
                life.epoch(),
                life.memory().end(),
                committed.endBefore(life.epoch()));
    }

    /**
     * A head answers a repeated request from its client sessions in memory (E3, E4). Those that came with a snapshot are
     * ahead of the log until the log has caught up.
     */
    private void itKnowsTheSessionsOfItsLog(Life life, ReplicaView view) {
        long end = view.logEnd();
        boolean isCommitted = life.content().isExact()
                && end <= committed.end()
                && life.memory().agrees(committed.hash(), end);
        check(
                !isCommitted || life.sessionDigest() == committed.sessionDigest(end),
                "a replica knows the sessions of its log",
                "%s knows other client sessions at seq %d than the log makes",
                life.member(),
                end);
    }

    private static boolean answersHandshake(List<Effect> effects) {
        return effects.stream()
                .anyMatch(e -> e instanceof Effect.Send send && send.message() instanceof Message.Opened);
    }

    /** Follows the log that the replica has in memory; returns whether it has changed. */
    private boolean followLog(Life life, ReplicaView view, Message message, List<Effect> effects) {
        LogHash log = life.memory();
        if (view.logEnd() == log.end()) {
            return false;
        }
        if (view.logEnd() < log.end()) {
            life.memory(view.logEnd() < log.base() ? new LogHash(0, 0) : log.upTo(view.logEnd()));
            return true;
        }
        if (view.logEnd() == view.applied() && !(message instanceof Message.Append)) {
            life.memory(new LogHash(view.applied(), life.content().hash().at(view.applied())));
            return true;
        }
        // A head takes records from nobody: what an old predecessor sends, it passes over, and may make one of its own
        // in that step.
        if (message instanceof Message.Append append && view.position() != 0) {
            append.records().forEach(record -> take(log, record));
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.WriteDisk write) {
                write.write().append().forEach(record -> take(log, record));
            }
        }
        check(log.end() == view.logEnd(), "the simulator follows the log", "%s: %d", life.member(), view.logEnd());
        return true;
    }

    private static void take(LogHash log, LogRecord record) {
        if (record.seq() == log.end() + 1) {
            log.append(record.checksum());
        }
    }

    private void membersArePrefixesOfTheirPredecessors(Life life, ReplicaView view) {
        Configuration configuration = view.configuration();
        if (configuration == null || view.position() < 0 || !life.isFed()) {
            return;
        }
        List<Member> line = configuration.line();
        if (view.position() > 0) {
            isPrefix(life, lives.get(line.get(view.position() - 1).incarnation()));
        }
        if (view.position() + 1 < line.size()) {
            isPrefix(lives.get(line.get(view.position() + 1).incarnation()), life);
        }
    }

    private void isPrefix(Life behind, Life before) {
        boolean linked = behind != null
                && before != null
                && behind.epoch() == before.epoch()
                && behind.isFed()
                && before.isFed()
                && !behind.isOver()
                && !before.isOver()
                && behind.driver().view().joiningPercent() < 0;
        if (!linked) {
            return;
        }
        long end = behind.memory().end();
        check(
                end <= before.memory().end() && behind.memory().agrees(before.memory(), end),
                "prefix property",
                "the log of %s, which ends at %d, is no prefix of that of its predecessor %s, which ends at %d",
                behind.member(),
                end,
                before.member(),
                before.memory().end());
    }

    private void followCommitPoint(Life life, ReplicaView view) {
        long from = life.commitPoint();
        long to = view.commitPoint();
        life.committed(to);
        if (to <= from) {
            return;
        }
        if (life.isHead()) {
            for (long seq = from + 1; seq <= to; seq++) {
                commit(life, view.configuration(), seq);
            }
            committedIsHeld();
        }
        check(
                to <= committed.end() && life.memory().agrees(committed.hash(), to),
                "committed is the same everywhere",
                "%s takes seq %d for committed; of the chain's %d it holds others",
                life.member(),
                to,
                committed.end());
    }

    /** The head of an epoch has moved the commit point over a record. */
    private void commit(Life head, Configuration configuration, long seq) {
        if (seq <= committed.end()) {
            check(
                    head.memory().agrees(committed.hash(), seq),
                    "no two epochs commit",
                    "%s commits another record %d in epoch %d than was committed before",
                    head.member(),
                    seq,
                    configuration.epoch());
            return;
        }
        check(
                head.memory().agrees(committed.hash(), seq - 1),
                "no two epochs commit",
                "%s commits record %d in epoch %d behind others than were committed before",
                head.member(),
                seq,
                configuration.epoch());
        for (Member member : configuration.members()) {
            Life life = lives.get(member.incarnation());
            check(
                    life != null && life.holdsDurably(seq, head.memory().at(seq)),
                    "committed is durable on all",
                    "%s commits record %d of epoch %d, which is not durable on %s",
                    head.member(),
                    seq,
                    configuration.epoch(),
                    member);
        }
        committed.append(head.store().readLog(seq, 0).get(0), configuration.epoch());
        world.count("commits");
    }

    // ------------------------------------------------------------------------------------------- disks

    /** A write of this life has become durable. */
    void onDisk(Life life) {
        life.written();
        DiskContent disk = life.content();
        if (disks.isOfOlderLineage(disk) && disk.applied() > committed.end()) {
            return; // it holds what was given up, and has not been told yet
        }
        check(
                disk.applied() <= committed.end(),
                "only what is committed is applied",
                "%s has applied seq %d, committed is %d",
                life.member(),
                disk.applied(),
                committed.end());
        committedIsHeld();
    }

    /**
     * Each node that is in the newest configuration and in the last activated one must hold all committed records
     * on its disk.
     */
    private void committedIsHeld() {
        ZooKeeperState zooKeeperState = world.zooKeeper().newest();
        if (zooKeeperState.activated() == null || world.zooKeeper().isLost()) {
            return;
        }
        for (Member member : zooKeeperState.configuration().members()) {
            SimulatedMachine machine = world.machine(member.address());
            if (!zooKeeperState.activated().hasNode(member.nodeId())
                    || machine.isWiped()
                    || machine.wasPutBack(member)) {
                continue;
            }
            LogHash log = machine.content().hash();
            check(
                    log.end() >= committed.end() && log.agrees(committed.hash(), committed.end()),
                    "committed is never lost",
                    "%s, of the last activated epoch, lacks committed record %d: its log ends at %d",
                    member,
                    committed.end(),
                    log.end());
        }
    }

    // ------------------------------------------------------------------------------------------- membership

    /**
     * An operator has chosen a copy. In a new lineage the records that it lacks are given up; in the old lineage it
     * must hold all committed records.
     */
    void onForced(Recovery.Seen seen, Recovery.Forced forced) {
        try {
            PermittedRecovery.check(seen, forced);
        } catch (Invariant.Broken e) {
            throw new Violation("permitted changes", "%s", e.getMessage());
        }
        LogHash log =
                world.machine(forced.configuration().head().nodeId()).content().hash();
        long common = Math.min(log.end(), committed.end());
        while (!log.agrees(committed.hash(), common)) {
            common--;
        }
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

    static void check(boolean holds, String name, String broken, Object... arguments) {
        if (!holds) {
            throw new Violation(name, broken, arguments);
        }
    }
}
