package io.catena.server.invariants;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The invariants of the logs of a chain's replicas (docs/simulation.md, What is checked). Some look at the present state, some at
 * the last step; both look only at what that step can have changed.
 */
public final class ChainInvariants {
    /** The simulator or the test that runs the replicas. */
    public interface Watcher {
        /**
         * Names each node that is in the newest configuration and in the last activated one, and the log on its disk: it must hold
         * all committed records.
         */
        void forEachHolder(BiConsumer<Member, LogHash> holder);

        /** From this step on the life's log is the chain's: it has become head, or has answered a handshake. */
        default void holdsTheChainsLog(ReplicaImage life) {}

        /** One more record is committed. */
        default void commits() {}
    }

    private final CommittedRecords committed;
    private final Watcher watcher;
    /** By life. */
    private final Map<Long, ReplicaImage> images = new HashMap<>();

    /** @param committed is told what is committed */
    public ChainInvariants(CommittedRecords committed, Watcher watcher) {
        this.committed = committed;
        this.watcher = watcher;
    }

    /** A life begins. */
    public void onLife(ReplicaImage life) {
        images.put(life.member().life(), life);
    }

    /** A replica has taken a step whose effects have not been carried out yet. */
    public void afterStep(ReplicaImage life, Message message, List<Effect> effects) {
        ReplicaView view = life.view();
        long endBefore = life.memory().end();
        boolean changed = followLog(life, view, message, effects);
        if (view.epoch() > life.epoch()) {
            boolean wasHead = life.isHead();
            life.adopts(view.configuration(), Math.min(endBefore, view.logEnd()), view.position() == 0);
            if (life.isHead() && !wasHead) {
                watcher.holdsTheChainsLog(life);
            }
            changed = true;
        }
        if (!life.isFed() && (life.isHead() || answersHandshake(effects))) {
            life.fed();
            watcher.holdsTheChainsLog(life);
            changed = true;
        }
        if (changed) {
            membersArePrefixesOfTheirPredecessors(life, view);
        }
        aReplicaThatAcknowledgesARoundLacksNothing(life, effects);
        followCommitPoint(life, view);
    }

    /**
     * A replica that may win a lease by the round, or may feed another replica from then on, must hold all records
     * that older epochs committed (R6).
     */
    private void aReplicaThatAcknowledgesARoundLacksNothing(ReplicaImage life, List<Effect> effects) {
        boolean acknowledges = effects.stream()
                .anyMatch(e ->
                        e instanceof Effect.Send send && send.message() instanceof Message.Ack ack && ack.round() > 0);
        check(
                !acknowledges || life.memory().end() >= committed.endBefore(life.epoch()),
                "a replica that acknowledges a round lacks nothing",
                "%s acknowledges a round of epoch %d, its log ends at %d, and older epochs committed %d",
                life.member(),
                life.epoch(),
                life.memory().end(),
                committed.endBefore(life.epoch()));
    }

    private static boolean answersHandshake(List<Effect> effects) {
        return effects.stream()
                .anyMatch(e -> e instanceof Effect.Send send && send.message() instanceof Message.Opened);
    }

    /** Follows the log that the replica has in memory; returns whether it has changed. */
    private boolean followLog(ReplicaImage life, ReplicaView view, Message message, List<Effect> effects) {
        LogHash log = life.memory();
        if (view.logEnd() == log.end()) {
            return false;
        }
        if (view.logEnd() < log.end()) {
            life.memory(view.logEnd() < log.base() ? new LogHash(0, 0) : log.upTo(view.logEnd()));
            return true;
        }
        if (view.logEnd() == view.applied() && !(message instanceof Message.Append)) {
            life.memory(new LogHash(view.applied(), life.disk().hash().at(view.applied())));
            return true;
        }
        // A head takes records from no other replica: what an old predecessor sends, it passes over, and may make one
        // of its own
        // in that step.
        if (message instanceof Message.Append append && view.position() != 0) {
            append.records().forEach(record -> take(log, record));
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.WriteDisk write) {
                write.write().append().forEach(record -> take(log, record));
            }
        }
        check(log.end() == view.logEnd(), "the watcher follows the log", "%s: %d", life.member(), view.logEnd());
        return true;
    }

    private static void take(LogHash log, LogRecord record) {
        if (record.seq() == log.end() + 1) {
            log.append(record.checksum());
        }
    }

    private void membersArePrefixesOfTheirPredecessors(ReplicaImage life, ReplicaView view) {
        Configuration configuration = view.configuration();
        if (configuration == null || view.position() < 0 || !life.isFed()) {
            return;
        }
        List<Member> line = configuration.line();
        if (view.position() > 0) {
            isPrefix(life, images.get(line.get(view.position() - 1).life()));
        }
        if (view.position() + 1 < line.size()) {
            isPrefix(images.get(line.get(view.position() + 1).life()), life);
        }
    }

    private void isPrefix(ReplicaImage behind, ReplicaImage before) {
        boolean linked = behind != null
                && before != null
                && behind.epoch() == before.epoch()
                && behind.isFed()
                && before.isFed()
                && !behind.isOver()
                && !before.isOver()
                && behind.view().joiningPercent() < 0;
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

    private void followCommitPoint(ReplicaImage life, ReplicaView view) {
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
    private void commit(ReplicaImage head, Configuration configuration, long seq) {
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
            ReplicaImage life = images.get(member.life());
            check(
                    life != null && life.holdsDurably(seq, head.memory().at(seq)),
                    "committed is durable on all",
                    "%s commits record %d of epoch %d, which is not durable on %s",
                    head.member(),
                    seq,
                    configuration.epoch(),
                    member);
        }
        committed.append(head.disk().record(seq), configuration.epoch());
        watcher.commits();
    }

    /**
     * A write of this life has become durable.
     *
     * @param applied up to which seq its disk has applied records
     */
    public void onDisk(ReplicaImage life, long applied) {
        life.written();
        check(
                applied <= committed.end(),
                "only what is committed is applied",
                "%s has applied seq %d, committed is %d",
                life.member(),
                applied,
                committed.end());
        committedIsHeld();
    }

    private void committedIsHeld() {
        watcher.forEachHolder((member, log) -> check(
                log.end() >= committed.end() && log.agrees(committed.hash(), committed.end()),
                "committed is never lost",
                "%s, of the last activated epoch, lacks committed record %d: its log ends at %d",
                member,
                committed.end(),
                log.end()));
    }
}
