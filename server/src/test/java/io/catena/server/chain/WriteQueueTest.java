package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/** Whose request is next: nobody waits for all that others have sent. */
public class WriteQueueTest {
    private static final Origin HEAVY = new Origin("h", 1);
    private static final Origin OTHER_HEAVY = new Origin("h", 2);
    private static final Origin LIGHT = new Origin("l", 3);

    private final WriteQueue queue = new WriteQueue(16 << 20);
    private long ticket;

    /** @return the ticket */
    private long offer(Origin origin, int writes) {
        WriteCommand put =
                new WriteCommand(LoggedWrite.Kind.PUT, TestChain.key("k"), TestChain.bytes("v"), null, null, true);
        assertTrue(queue.offer(WriteRequest.of(++ticket, origin, Collections.nCopies(writes, put), 100)));
        return ticket;
    }

    private long take() {
        long next = queue.peek().ticket();
        queue.remove();
        return next;
    }

    @Test
    public void aSingleWriteComesBeforeTheBatchesOfOthers() {
        for (int i = 0; i < 5; i++) {
            offer(HEAVY, 4_096);
            offer(OTHER_HEAVY, 4_096);
        }
        long single = offer(LIGHT, 1);
        queue.recordBegins();
        assertEquals(single, take());
        assertEquals(1, take());
    }

    @Test
    public void aBatchWaitsForNoMoreThanOneRecordOfSingleWrites() {
        long batch = offer(HEAVY, 4_096);
        for (int i = 0; i < 100; i++) {
            offer(new Origin("l", 10 + i), 1);
        }
        queue.recordBegins();
        assertFalse(take() == batch);
        long another = offer(OTHER_HEAVY, 4_096);
        queue.recordBegins();
        assertEquals(batch, take());
        assertFalse("one batch in its turn, then single writes again", take() == another);
    }

    @Test
    public void aBatchThatWasTakenLeavesTheNextRecordToSingleWrites() {
        offer(HEAVY, 4_096);
        offer(OTHER_HEAVY, 4_096);
        queue.recordBegins();
        take();
        long single = offer(LIGHT, 1);
        queue.recordBegins();
        assertEquals(single, take());
    }

    @Test
    public void whatOneOriginAsksForStaysInItsOrder() {
        List<Long> offered = List.of(offer(HEAVY, 4_096), offer(HEAVY, 1), offer(HEAVY, 2_000), offer(HEAVY, 1));
        List<Long> taken = new ArrayList<>();
        while (!queue.isEmpty()) {
            queue.recordBegins();
            taken.add(take());
        }
        assertEquals(offered, taken);
    }

    @Test
    public void batchesOfSeveralOriginsTakeTurns() {
        long first = offer(HEAVY, 4_096);
        offer(HEAVY, 4_096);
        long others = offer(OTHER_HEAVY, 4_096);
        queue.recordBegins();
        assertEquals(first, take());
        assertEquals(others, take());
    }

    @Test
    public void whoSendsLittleIsTakenWhileOthersHaveSentTooMuch() {
        int taken = 0;
        while (queue.offer(request(HEAVY, 4_096))) {
            taken++;
        }
        assertTrue(taken > 0);
        while (queue.offer(request(HEAVY, 1))) {
            taken++;
        }
        for (int i = 0; i < 100; i++) {
            assertTrue("there is room for another", queue.offer(request(LIGHT, 64)));
        }
    }

    @Test
    public void whatIsTinyIsChargedByTheMemoryThatItTakes() {
        WriteCommand delete = new WriteCommand(LoggedWrite.Kind.DELETE, TestChain.key("abc"), null, null, null, false);
        long writes = 0;
        while (queue.offer(WriteRequest.of(++ticket, HEAVY, Collections.nCopies(100, delete), 100))) {
            writes += 100;
        }
        assertTrue(writes + " deletes of 3 bytes", writes <= (16 << 20) / LogRecord.WRITE_MEMORY_BYTES);
    }

    @Test
    public void whatIsTooLateGoesAndLeavesItsRoom() {
        while (queue.offer(request(HEAVY, 4_096))) {
            ticket++;
        }
        List<Long> expired = new ArrayList<>();
        queue.expire(99, request -> expired.add(request.ticket()));
        assertEquals(List.of(), expired);
        queue.expire(100, request -> expired.add(request.ticket()));
        assertFalse(expired.isEmpty());
        assertTrue(queue.isEmpty());
        assertTrue(queue.offer(request(HEAVY, 4_096)));
    }

    private WriteRequest request(Origin origin, int writes) {
        WriteCommand put =
                new WriteCommand(LoggedWrite.Kind.PUT, TestChain.key("k"), TestChain.bytes("v"), null, null, true);
        return WriteRequest.of(++ticket, origin, Collections.nCopies(writes, put), 100);
    }
}
