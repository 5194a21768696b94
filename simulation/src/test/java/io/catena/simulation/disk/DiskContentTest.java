package io.catena.simulation.disk;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Effect;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.StoredState;
import io.catena.server.invariants.Violation;
import io.catena.simulation.committed.CommittedLog;
import java.util.List;
import org.junit.Test;

/** Whether what a store finds on a disk is what was answered. */
public class DiskContentTest {
    private final DiskContent content = new DiskContent(new CommittedLog());

    private static LogRecord record(long seq) {
        return LogRecord.encode(seq, 1, List.of());
    }

    private static Effect append(LogRecord... records) {
        return new Effect.WriteDisk(new DiskWrite(false, -1, List.of(records), List.of(), 1, 1, 0));
    }

    private static Effect apply(LogRecord... records) {
        return new Effect.WriteDisk(new DiskWrite(false, -1, List.of(), List.of(records), 1, 1, 0));
    }

    private static Effect reset() {
        return new Effect.WriteDisk(new DiskWrite(true, -1, List.of(), List.of(), 2, 2, 0));
    }

    private void answered(Effect change) {
        content.begins(change);
        content.done();
    }

    private void found(long lineage, long applied, LogRecord... pending) {
        content.found(
                "n", new StoredState(lineage, lineage, applied, 1, List.of(pending), new SessionTable(), null, 0));
    }

    private void refused(Runnable found) {
        Violation violation = assertThrows(Violation.class, found::run);
        assertEquals("what was answered durable is durable", violation.check());
    }

    @Test
    public void whatWasAnsweredMustBeThere() {
        answered(append(record(1), record(2)));
        refused(() -> found(1, 0, record(1)));
        found(1, 0, record(1), record(2));
    }

    private void foundNothing() {
        content.found("n", new StoredState(0, 0, 0, 1, List.of(), new SessionTable(), null, 0));
    }

    @Test
    public void aRemovalThatIsInterruptedLeavesAllOrNothing() {
        answered(append(record(1)));
        refused(this::foundNothing);
        content.removalBegins();
        found(1, 0, record(1));
        refused(this::foundNothing);
        content.removalBegins();
        foundNothing();
        assertTrue(content.isBlank());
    }

    @Test
    public void nothingIsLeftOfWhatWasRemoved() {
        answered(append(record(1)));
        content.removalBegins();
        content.isRemoved();
        assertTrue(content.isBlank());
        refused(() -> found(1, 0, record(1)));
        foundNothing();
    }

    @Test
    public void anotherRecordInItsPlaceIsRefused() {
        answered(append(record(1)));
        refused(() -> found(1, 0, LogRecord.encode(1, 2, List.of())));
    }

    @Test
    public void whatWasUnderWayIsThereOrNot() {
        answered(append(record(1)));
        content.begins(append(record(2)));
        DiskContent other = content.copy();
        found(1, 0, record(1), record(2));
        assertEquals(2, content.hash().end());
        assertTrue(content.lost().isEmpty());
        other.found("n", new StoredState(1, 1, 0, 1, List.of(record(1)), new SessionTable(), null, 0));
        assertEquals(1, other.hash().end());
        assertEquals(List.of(2L), other.lost().stream().map(LogRecord::seq).toList());
    }

    @Test
    public void ofWhatWasUnderWayNothingIsThereInPart() {
        content.begins(append(record(1), record(2)));
        refused(() -> found(1, 0, record(1)));
    }

    @Test
    public void fewerRecordsMayBeAppliedIfNoSyncedWriteHasSaidSo() {
        answered(append(record(1)));
        answered(apply(record(1)));
        found(1, 0, record(1));
        assertEquals(0, content.applied());
    }

    @Test
    public void whatASyncedWriteHasAppliedStaysApplied() {
        answered(append(record(1)));
        answered(apply(record(1)));
        answered(append(record(2)));
        refused(() -> found(1, 0, record(1), record(2)));
        found(1, 1, record(2));
    }

    @Test
    public void anOlderEpochIsRefused() {
        answered(reset());
        refused(() -> found(1, 0));
    }

    @Test
    public void aResetLeavesTheOldContentOrNone() {
        answered(append(record(1)));
        content.begins(reset());
        DiskContent other = content.copy();
        found(1, 0, record(1));
        assertEquals(1, content.lineage());
        other.found("n", new StoredState(2, 2, 0, 1, List.of(), new SessionTable(), null, 0));
        assertEquals(2, other.lineage());
    }
}
