package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/** The writes of a principal that asks on many connections, beside those of one that asks on a single one. */
public class PrincipalsTakeTurnsTest {
    private static final int CONNECTIONS = 8;
    /** One fills a record. */
    private static final WriteCommand LARGE = put("x".repeat(600 << 10));

    private static final Origin MODEST = new Origin("192.0.2.1", 1_000, "modest");

    private final TestChain chain = TestChain.of("a", "b");

    private static WriteCommand put(String value) {
        return new WriteCommand(LoggedWrite.Kind.PUT, TestChain.key("k"), TestChain.bytes(value), null, null, false);
    }

    private static Origin greedy(int connection) {
        return new Origin("192.0.2.1", connection, "greedy");
    }

    /** Each of the greedy principal's connections sends this while the disk is busy. */
    private List<Long> greedyConnectionsSend(WriteCommand... request) {
        chain.holdDisk("a");
        chain.put("a", "first", "v");
        chain.drain();
        List<Long> tickets = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            tickets.add(chain.write("a", greedy(connection), request));
        }
        return tickets;
    }

    private void theDiskGoesOn() {
        chain.freeDisk("a");
        chain.settle();
    }

    private long earlierThan(long ticket, List<Long> others) {
        return others.stream().filter(other -> version(other) < version(ticket)).count();
    }

    private long version(long ticket) {
        return chain.written(ticket).get(0).version();
    }

    @Test
    public void theLargeWriteOfAModestPrincipalWaitsForOneOfTheGreedyOne() {
        List<Long> greedy = greedyConnectionsSend(LARGE);
        long modest = chain.write("a", MODEST, LARGE);
        theDiskGoesOn();
        assertEquals(1, earlierThan(modest, greedy));
    }

    @Test
    public void theSmallWriteOfAModestPrincipalIsInTheFirstRecord() {
        List<Long> greedy =
                greedyConnectionsSend(Collections.nCopies(500, put("v")).toArray(new WriteCommand[0]));
        long modest = chain.write("a", MODEST, put("v"));
        theDiskGoesOn();
        assertEquals(1, earlierThan(modest, greedy));
    }

    @Test
    public void allThatTheGreedyPrincipalSendsIsServedInTheEnd() {
        List<Long> greedy = greedyConnectionsSend(LARGE);
        theDiskGoesOn();
        assertTrue(greedy.stream().allMatch(chain::isAnswered));
        List<Long> inOrder = new ArrayList<>(greedy);
        inOrder.sort((one, other) -> Long.compare(version(one), version(other)));
        assertEquals("its connections take turns", greedy, inOrder);
    }
}
