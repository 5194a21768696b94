package io.catena.server.invariants;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.Test;

/** Each invariant, once kept and once broken, by a head and a tail that say and hold what the test wants. */
public class ChainInvariantsTest {
    private static final Member HEAD = new Member("h", 1, "h:1");
    private static final Member TAIL = new Member("t", 2, "t:1");
    private static final LoggedWrite ANY_WRITE =
            new LoggedWrite(LoggedWrite.Kind.PUT, new Key(new byte[] {1}), new byte[] {2}, null, null);
    private static final Message.Envelope ENVELOPE = new Message.Envelope(1, 1, "t", 2);

    private final CommittedRecords committed = new CommittedRecords();
    private final Watched head = new Watched(HEAD, 0);
    private final Watched tail = new Watched(TAIL, 1);
    private final ChainInvariants invariants = new ChainInvariants(committed, this::forEachHolder);
    /** Whether both have to hold all that is committed. */
    private boolean activated;

    /** A life whose view and disk the test changes. */
    private final class Watched implements ReplicaImage.DurableLog {
        private final int position;
        private final List<LogRecord> disk = new ArrayList<>();
        private LogHash hash = new LogHash(0, 0);
        private ReplicaView view;
        private final ReplicaImage image;

        Watched(Member self, int position) {
            this.position = position;
            view(0, 0, 0);
            image = new ReplicaImage(self, () -> view, this, 0);
        }

        private void view(long epoch, long logEnd, long commitPoint) {
            Configuration configuration = new Configuration(1, epoch, 1, List.of(HEAD, TAIL), null, true, Map.of());
            view = new ReplicaView(
                    configuration, position, epoch, 1, logEnd, 0, commitPoint, 0, -1, null, Shortage.NONE);
        }

        /** Takes a record of the epoch into its log, and puts it on its disk if the test says so. */
        void takes(LogRecord record, boolean onDisk, long commitPoint) {
            view(record.epoch(), record.seq(), commitPoint);
            if (onDisk) {
                disk.add(record);
                hash.append(record.checksum());
            }
            DiskWrite write = new DiskWrite(false, -1, List.of(record), List.of(), record.epoch(), 1, 1);
            invariants.afterStep(image, null, List.of(new Effect.WriteDisk(write)));
            if (onDisk) {
                invariants.onDisk(image, 0);
            }
        }

        void adopts(long epoch) {
            view(epoch, view.logEnd(), view.commitPoint());
            invariants.afterStep(image, null, List.of());
        }

        void commitsTo(long seq) {
            view(view.epoch(), view.logEnd(), seq);
            invariants.afterStep(image, null, List.of());
        }

        void says(Message message) {
            invariants.afterStep(image, null, List.of(new Effect.Send(HEAD, ENVELOPE, message)));
        }

        @Override
        public LogHash hash() {
            return hash.upTo(hash.end());
        }

        @Override
        public LogRecord record(long seq) {
            return disk.get((int) seq - 1);
        }
    }

    private void forEachHolder(BiConsumer<Member, LogHash> holder) {
        if (activated) {
            holder.accept(HEAD, head.hash());
            holder.accept(TAIL, tail.hash());
        }
    }

    /** Both are in epoch 1, and the tail's log is known to be the chain's. */
    private void both() {
        invariants.onLife(head.image);
        invariants.onLife(tail.image);
        head.adopts(1);
        tail.adopts(1);
        tail.says(new Message.Opened(1, 0, 0, null));
    }

    private static LogRecord record(long seq, long epoch) {
        return LogRecord.encode(seq, epoch, List.of());
    }

    private static void broken(String check, Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertEquals(violation.getMessage(), check, violation.check());
    }

    private static Message ack(long round) {
        return new Message.Ack(1, 1, round, 0, Shortage.NONE, false);
    }

    @Test
    public void aChainThatKeepsTheRulesBreaksNone() {
        both();
        activated = true;
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), true, 0);
        tail.says(ack(1));
        head.commitsTo(1);
        tail.commitsTo(1);
        assertEquals(1, committed.end());
        invariants.onDisk(tail.image, 1);
    }

    @Test
    public void aSuccessorHoldsNothingThatItsPredecessorLacks() {
        both();
        broken("prefix property", () -> tail.takes(record(1, 1), true, 0));
    }

    @Test
    public void aSuccessorHoldsNothingElseThanItsPredecessor() {
        both();
        head.takes(record(1, 1), true, 0);
        LogRecord other = LogRecord.encode(1, 1, List.of(ANY_WRITE));
        broken("prefix property", () -> tail.takes(other, true, 0));
    }

    @Test
    public void aRecordIsCommittedOnlyWhenItIsOnAllDisks() {
        both();
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), false, 0);
        broken("committed is durable on all", () -> head.commitsTo(1));
    }

    @Test
    public void noTwoHeadsCommitDifferentRecordsAtOneSeq() {
        both();
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), true, 0);
        head.commitsTo(1);
        Watched usurper = new Watched(new Member("u", 3, "u:1"), 0);
        invariants.onLife(usurper.image);
        usurper.takes(record(1, 2), false, 0);
        broken("no two epochs commit", () -> usurper.commitsTo(1));
    }

    @Test
    public void noMemberTakesMoreForCommittedThanTheChainHas() {
        both();
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), true, 0);
        broken("committed is the same everywhere", () -> tail.commitsTo(1));
    }

    @Test
    public void nothingIsAppliedThatIsNotCommitted() {
        both();
        broken("only what is committed is applied", () -> invariants.onDisk(tail.image, 1));
    }

    @Test
    public void whatIsCommittedStaysOnTheDisksOfTheMembersOfTheLastActivatedEpoch() {
        both();
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), true, 0);
        head.commitsTo(1);
        tail.hash = new LogHash(0, 0);
        invariants.onDisk(tail.image, 0);
        activated = true;
        broken("committed is never lost", () -> invariants.onDisk(tail.image, 0));
    }

    @Test
    public void aRoundIsAcknowledgedOnlyWithAllThatOlderEpochsCommitted() {
        both();
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), true, 0);
        head.commitsTo(1);
        Watched late = new Watched(new Member("l", 3, "l:1"), 1);
        invariants.onLife(late.image);
        late.adopts(2);
        late.says(ack(0));
        broken("a replica that acknowledges a round lacks nothing", () -> late.says(ack(1)));
    }

    @Test
    public void aLogIsTheChainsAgainOnlyBehindAHandshakeWhenTheLineageChanges() {
        both();
        head.takes(record(1, 1), true, 0);
        tail.takes(record(1, 1), true, 0);
        Configuration next = new Configuration(1, 2, 2, List.of(HEAD, TAIL), null, true, Map.of());
        tail.view = new ReplicaView(next, 1, 2, 2, 1, 0, 0, 0, -1, null, Shortage.NONE);
        invariants.afterStep(tail.image, null, List.of());
        assertFalse(tail.image.isFed());
    }
}
