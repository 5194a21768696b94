package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** Which request is next: no origin waits for all that others have sent, on however many connections (Q2). */
public class WriteQueueTest {
    private static final Origin HEAVY = new Origin("h", 1);
    private static final Origin OTHER_HEAVY = new Origin("g", 2);
    private static final Origin LIGHT = new Origin("l", 3);

    /** The tickets of requests that are not ready. */
    private final Set<Long> unready = new HashSet<>();

    private final WriteQueue queue = new WriteQueue(16 << 20, new WriteQueue.Stage() {
        @Override
        public boolean isReady(WriteRequest request) {
            return !unready.contains(request.ticket());
        }

        @Override
        public void prepare(WriteRequest request) {
            prepared.add(request.ticket());
        }

        @Override
        public void foresee(WriteRequest request) {
            foreseen.add(request.ticket());
        }

        @Override
        public boolean leaves(WriteRequest request) {
            return !underWay.contains(request.ticket());
        }
    });
    /** The tickets of requests for which something stays under way when they have left. */
    private final Set<Long> underWay = new HashSet<>();

    private final List<Long> prepared = new ArrayList<>();
    private final List<Long> foreseen = new ArrayList<>();
    private long ticket;

    /** @return the ticket */
    private long offer(Origin origin, int writes) {
        assertTrue(queue.offer(request(origin, writes)));
        return ticket;
    }

    private long take() {
        long next = queue.peek().ticket();
        queue.remove();
        return next;
    }

    @Test
    public void aSingleWriteComesBeforeTheBatchesOfOthers() {
        for (int i = 0; i < 2; i++) {
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
    public void aRequestThatHasLeftKeepsItsShareWhileSomethingIsUnderWayForIt() {
        while (queue.offer(request(HEAVY, 4_096))) {
            underWay.add(ticket);
        }
        queue.clear(removed -> {});
        assertTrue(queue.isEmpty());
        assertFalse(queue.offer(request(HEAVY, 4_096)));
        assertTrue(queue.offer(request(LIGHT, 1)));
        queue.isOver(request(HEAVY, 4_096));
        assertTrue(queue.offer(request(HEAVY, 4_096)));
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

    private static Origin of(String principal, long connection) {
        return new Origin("192.0.2.1", connection, principal);
    }

    /** The principals of the next records of one batch each. */
    private List<String> nextBatches(int count) {
        List<String> principals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queue.recordBegins();
            principals.add(queue.peek().origin().principal());
            queue.remove();
        }
        return principals;
    }

    @Test
    public void batchesOfAPrincipalWithManyConnectionsHaveNoMoreTurnsThanThoseOfOneConnection() {
        for (int connection = 1; connection <= 8; connection++) {
            offer(of("greedy", connection), 600);
            offer(of("greedy", connection), 600);
        }
        for (int i = 0; i < 3; i++) {
            offer(of("modest", 9), 600);
        }
        assertEquals(
                List.of("greedy", "modest", "greedy", "modest", "greedy", "modest", "greedy", "greedy"),
                nextBatches(8));
    }

    @Test
    public void connectionsOfOnePrincipalShareItsTurns() {
        long first = offer(of("greedy", 1), 1);
        offer(of("greedy", 1), 1);
        long second = offer(of("greedy", 2), 1);
        long modest = offer(of("modest", 3), 1);
        queue.recordBegins();
        assertEquals(List.of(first, modest, second), List.of(take(), take(), take()));
    }

    @Test
    public void aMachineIsServedAsAPrincipalWhereNoneIsKnown() {
        for (int connection = 1; connection <= 64; connection++) {
            offer(of("", connection), 1);
        }
        long other = offer(LIGHT, 1);
        queue.recordBegins();
        take();
        assertEquals(other, take());
    }

    @Test
    public void aRequestThatIsTooLateOrNotReadyKeepsNoTurnOfItsPrincipal() {
        queue.offer(WriteRequest.of(++ticket, of("greedy", 1), List.of(put()), 50));
        long unreadyOne = offer(of("greedy", 2), 1);
        long modest = offer(of("modest", 3), 1);
        unready.add(unreadyOne);
        queue.expire(50, request -> assertEquals(1, request.ticket()));
        queue.recordBegins();
        assertEquals(modest, take());
        assertNull(queue.peek());
    }

    @Test
    public void aPrincipalWithManyConnectionsLeavesRoomForAnother() {
        int taken = 0;
        for (int connection = 1; queue.offer(request(of("greedy", connection), 4_096)); connection++) {
            taken++;
        }
        assertTrue(taken > 1);
        assertTrue(queue.offer(request(of("modest", 1_000), 4_096)));
    }

    @Test
    public void anOriginThatSendsLittleIsTakenWhileOthersHaveSentTooMuch() {
        int taken = 0;
        while (queue.offer(request(HEAVY, 4_096))) {
            taken++;
        }
        assertTrue(taken > 0);
        while (queue.offer(request(HEAVY, 1))) {
            taken++;
        }
        for (int i = 0; i < 100; i++) {
            assertTrue("there is room for another", queue.offer(request(LIGHT, 32)));
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

    @Test
    public void aRequestThatIsNotReadyMissesItsTurnsAndKeepsItsOrder() {
        WriteRequest first = request(HEAVY, 1);
        unready.add(first.ticket());
        queue.offer(first);
        WriteRequest second = request(HEAVY, 1);
        queue.offer(second);
        long other = offer(LIGHT, 1);
        assertEquals(List.of(first.ticket()), prepared);
        assertEquals(List.of(second.ticket()), foreseen);
        queue.isReady(second);
        queue.recordBegins();
        assertEquals(other, take());
        assertNull(queue.peek());
        assertFalse(queue.isEmpty());
        unready.clear();
        queue.isReady(first);
        assertEquals(first.ticket(), take());
        assertEquals(second.ticket(), take());
        assertTrue(queue.isEmpty());
    }

    @Test
    public void whatWasReadyIsPreparedAgainWhenItIsNotAnyMore() {
        long first = offer(HEAVY, 1);
        long second = offer(LIGHT, 1);
        unready.add(first);
        queue.recordBegins();
        assertEquals(second, take());
        assertEquals(List.of(first), prepared);
    }

    @Test
    public void whatIsPreparedInVainGoesAndTheNextOfItsOriginHasItsTurn() {
        unready.add(1L);
        queue.offer(WriteRequest.of(++ticket, HEAVY, List.of(put()), 50));
        long next = offer(HEAVY, 1);
        queue.expire(50, request -> assertEquals(1, request.ticket()));
        queue.recordBegins();
        assertEquals(next, take());
        assertTrue(queue.isEmpty());
    }

    @Test
    public void whatIsLeftOfAnOriginTakesTheTurnsOfItsKindAndWhatIsNotLeftTakesNone() {
        queue.offer(WriteRequest.of(++ticket, HEAVY, Collections.nCopies(600, put()), 50));
        long light = offer(HEAVY, 1);
        queue.offer(WriteRequest.of(++ticket, OTHER_HEAVY, Collections.nCopies(600, put()), 50));
        queue.offer(WriteRequest.of(++ticket, LIGHT, List.of(put()), 50));
        long heavy = offer(LIGHT, 600);
        queue.expire(50, request -> {});
        queue.recordBegins();
        assertEquals(List.of(light, heavy), List.of(take(), take()));
        assertNull(queue.peek());
        assertTrue(queue.isEmpty());
    }

    private static WriteCommand put() {
        return new WriteCommand(LoggedWrite.Kind.PUT, TestChain.key("k"), TestChain.bytes("v"), null, null, true);
    }

    @Test
    public void aRequestThatIsSaidToBeReadyTwiceTakesOneTurn() {
        WriteRequest only = request(LIGHT, 1);
        assertTrue(queue.offer(only));
        queue.isReady(only);
        assertEquals(only.ticket(), take());
        assertNull(queue.peek());
    }

    private WriteRequest request(Origin origin, int writes) {
        return WriteRequest.of(++ticket, origin, Collections.nCopies(writes, put()), 100);
    }
}
