package io.catena.server.disk;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.Test;

/** Which origin's keys are looked up next; the order is observed as the sequence of look-ups. */
public class LookUpsTest {
    private static final Origin MUCH = new Origin("a", 1);
    private static final Origin LITTLE = new Origin("a", 2);
    private static final long MAX_BYTES = 4 << 20;

    private final List<Runnable> threads = new ArrayList<>();
    private int valueBytes = -1;
    private int gets;
    private int getsWhenLittleWasFound = -1;
    private Runnable onGet = () -> {};

    private final LookUps node = new LookUps(queue(() -> {}), new ReadBounds(MAX_BYTES, 12 << 20));
    private final LookUps.OfLife lookUps = node.of(this::get);

    private DiskQueue queue(Runnable givesWay) {
        return new QueueOfTest(threads::add, 1, givesWay);
    }

    private VersionedValue get(Key key) {
        gets++;
        onGet.run();
        return valueBytes < 0 ? VersionedValue.ABSENT : new VersionedValue(new byte[valueBytes], 1);
    }

    private static List<Key> keys(int count) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(new Key(Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
        }
        return keys;
    }

    private void add(Origin origin, int count, List<List<VersionedValue>> found) {
        add(lookUps, origin, count, found);
    }

    private void add(LookUps.OfLife to, Origin origin, int count, List<List<VersionedValue>> found) {
        add(to, origin, count, true, found);
    }

    private void add(LookUps.OfLife to, Origin origin, int count, boolean mayWait, List<List<VersionedValue>> found) {
        to.add(origin, keys(count), mayWait, new LookUps.Listener() {
            @Override
            public void found(List<VersionedValue> values) {
                found.add(values);
                if (origin.equals(LITTLE)) {
                    getsWhenLittleWasFound = gets;
                }
            }

            @Override
            public void failed(Throwable e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    public void nothingIsLookedUpForAConnectionThatDoesNotReadItsAnswers() {
        List<List<VersionedValue>> found = new ArrayList<>();
        node.holdUp(MUCH.connection());
        assertTrue(lookUps.waits(MUCH, true) && !lookUps.waits(MUCH, false) && !lookUps.waits(LITTLE, true));
        for (int i = 1; i <= 3; i++) {
            add(MUCH, i, found);
        }
        add(LITTLE, 9, found);
        run();
        assertEquals("what another asks for", List.of(9), sizes(found));
        add(lookUps, MUCH, 8, false, found);
        run();
        assertEquals("what others wait for", List.of(9, 8), sizes(found));
        add(MUCH, 4, found);
        node.goOn(MUCH.connection());
        run();
        assertEquals("in their order", List.of(9, 8, 1, 2, 3, 4), sizes(found));
        node.goOn(MUCH.connection());
        assertTrue(!lookUps.waits(MUCH, true));
    }

    private static List<Integer> sizes(List<List<VersionedValue>> found) {
        return found.stream().map(List::size).toList();
    }

    @Test
    public void aLookUpThatHasBegunIsCompletedWhenItsConnectionIsHeldUp() {
        List<List<VersionedValue>> found = new ArrayList<>();
        onGet = () -> {
            if (gets == LookUps.TURN_KEYS) {
                node.holdUp(MUCH.connection());
            }
        };
        add(MUCH, 3 * LookUps.TURN_KEYS, found);
        add(MUCH, 1, found);
        run();
        assertEquals(List.of(3 * LookUps.TURN_KEYS), sizes(found));
    }

    @Test
    public void whatIsHeldUpEndsWithItsLife() {
        List<List<VersionedValue>> found = new ArrayList<>();
        LookUps.OfLife other = node.of(this::get);
        node.holdUp(MUCH.connection());
        add(MUCH, 1, found);
        add(other, MUCH, 2, found);
        run();
        lookUps.end();
        node.goOn(MUCH.connection());
        run();
        assertEquals(List.of(2), sizes(found));
    }

    private void run() {
        while (!threads.isEmpty()) {
            threads.remove(0).run();
        }
    }

    @Test
    public void afterTheEndNothingIsLookedUpButTheTurnInProgress() {
        List<List<VersionedValue>> found = new ArrayList<>();
        onGet = lookUps::end;
        add(MUCH, 4_096, found);
        add(LITTLE, 1, found);
        run();
        assertEquals("the turn in progress is completed", LookUps.TURN_KEYS, gets);
        add(LITTLE, 1, found);
        run();
        assertEquals(LookUps.TURN_KEYS, gets);
        assertEquals(List.of(), found);
    }

    @Test
    public void anOriginThatAsksForOneKeyWaitsForOneTurnOfOneThatAsksForThousands() {
        List<List<VersionedValue>> found = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            add(MUCH, 4_096, found);
        }
        add(LITTLE, 1, found);
        run();
        assertEquals(11, found.size());
        assertTrue("" + getsWhenLittleWasFound, getsWhenLittleWasFound <= LookUps.TURN_KEYS + 1);
    }

    @Test
    public void anOriginThatComesLaterWaitsForOneTurnToo() {
        List<List<VersionedValue>> found = new ArrayList<>();
        add(MUCH, 4_096, found);
        onGet = () -> {
            if (gets == 1_000) {
                add(LITTLE, 1, found);
            }
        };
        run();
        assertTrue("" + getsWhenLittleWasFound, getsWhenLittleWasFound <= 1_000 + LookUps.TURN_KEYS + 1);
    }

    @Test
    public void aSourceWithManyConnectionsHasNoMoreTurnsThanASourceWithOne() {
        List<List<VersionedValue>> found = new ArrayList<>();
        for (int connection = 10; connection < 74; connection++) {
            add(new Origin("192.0.2.1", connection, "greedy"), LookUps.TURN_KEYS, found);
        }
        Origin modest = new Origin("192.0.2.1", 5, "modest");
        List<Integer> getsWhenFound = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lookUps.add(modest, keys(1), true, new LookUps.Listener() {
                @Override
                public void found(List<VersionedValue> values) {
                    getsWhenFound.add(gets);
                }

                @Override
                public void failed(Throwable e) {
                    throw new AssertionError(e);
                }
            });
        }
        run();
        int turn = LookUps.TURN_KEYS;
        assertEquals(List.of(turn + 1, 2 * turn + 2, 3 * turn + 3), getsWhenFound);
        assertEquals(64, found.size());
    }

    /** A yield is expensive: on a busy machine the thread may wait tens of milliseconds for the processor. */
    @Test
    public void theProcessorIsGivenToOthersAfterSoManyKeysAndNotAfterEachShortTurn() {
        int[] yields = {0};
        LookUps.OfLife counted =
                new LookUps(queue(() -> yields[0]++), new ReadBounds(MAX_BYTES, 12 << 20)).of(this::get);
        List<List<VersionedValue>> found = new ArrayList<>();
        for (int i = 0; i < 40 * LookUps.TURN_KEYS; i++) {
            add(counted, new Origin("192.0.2.1", i % 40), 1, found);
        }
        run();
        assertEquals(40 * LookUps.TURN_KEYS, found.size());
        assertEquals(40, yields[0]);
        add(counted, MUCH, 10 * LookUps.TURN_KEYS, found);
        run();
        assertEquals("a yield after each long turn", 50, yields[0]);
        valueBytes = 1 << 20;
        add(counted, MUCH, 3, found);
        run();
        assertEquals("a yield after each large value", 53, yields[0]);
    }

    @Test
    public void aTurnEndsWhenItHasReadManyBytes() {
        valueBytes = 1 << 20;
        List<List<VersionedValue>> found = new ArrayList<>();
        add(MUCH, 3, found);
        add(LITTLE, 1, found);
        run();
        assertEquals(2, getsWhenLittleWasFound);
    }

    @Test
    public void aLookUpThatIsDoneWhileTheNodeEndsIsNoFailure() {
        DiskQueue queue = new QueueOfTest(
                task -> {
                    if (threads.size() == 2) {
                        throw new RejectedExecutionException("shut down");
                    }
                    threads.add(task);
                },
                3,
                () -> {});
        LookUps.OfLife ending = new LookUps(queue, new ReadBounds(MAX_BYTES, 12 << 20)).of(this::get);
        List<List<VersionedValue>> found = new ArrayList<>();
        add(ending, MUCH, 1, found);
        add(ending, LITTLE, 1, found);
        threads.get(0).run(); // when the first look-up is complete, a third thread is requested
        assertEquals(2, found.size());
        assertEquals(2, gets);
        assertTrue(!ending.waits(MUCH, true) && !ending.waits(LITTLE, true));
    }

    @Test
    public void whatIsTooMuchForOneAnswerEndsEarly() {
        valueBytes = 4_000;
        List<List<VersionedValue>> found = new ArrayList<>();
        add(MUCH, 4_096, found);
        run();
        assertEquals(MAX_BYTES / valueBytes + 1, found.get(0).size());
        valueBytes = 1 << 20;
        add(MUCH, 4_096, found);
        run();
        assertEquals(5, found.get(1).size());
    }

    @Test
    public void whatOneOriginAsksForIsAnsweredInItsOrder() {
        List<List<VersionedValue>> found = new ArrayList<>();
        add(MUCH, 300, found);
        add(MUCH, 1, found);
        run();
        assertEquals(300, found.get(0).size());
        assertEquals(1, found.get(1).size());
        assertTrue(!lookUps.waits(MUCH, true));
    }

    @Test
    public void whatWasFoundAndIsNotTakenIsBoundedInAll() {
        valueBytes = 1 << 20;
        List<List<VersionedValue>> found = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            add(new Origin("a", 10 + i), 4, found);
        }
        run();
        assertEquals("only the values of two requests are held", 2, found.size());
        int taken = 0;
        while (taken < 20) {
            lookUps.taken(found.get(taken++));
            run();
            long held = found.subList(taken, found.size()).stream()
                    .mapToLong(List::size)
                    .sum();
            assertTrue("held: " + held, held <= 12);
        }
        assertEquals(20, found.size());
    }

    @Test
    public void oneOriginHasNoMoreTurnsBecauseItAsksManyReplicas() {
        List<List<VersionedValue>> found = new ArrayList<>();
        for (int replica = 0; replica < 10; replica++) {
            add(node.of(this::get), MUCH, 4_096, found);
        }
        add(new Origin("192.0.2.1", 1, "modest"), 1, found);
        int[] getsWhenModestWasFound = {0};
        onGet = () -> getsWhenModestWasFound[0] = found.isEmpty() ? gets : getsWhenModestWasFound[0];
        run();
        assertEquals(11, found.size());
        assertTrue("" + getsWhenModestWasFound[0], getsWhenModestWasFound[0] <= LookUps.TURN_KEYS + 2);
    }

    @Test
    public void theEndOfOneLifeGivesItsRoomToAnotherAndTakesNothingFromIt() {
        valueBytes = 1 << 20;
        LookUps.OfLife other = node.of(this::get);
        List<List<VersionedValue>> dropped = new ArrayList<>();
        List<List<VersionedValue>> found = new ArrayList<>();
        add(MUCH, 4_096, dropped);
        add(new Origin("b", 1), 4_096, dropped);
        add(new Origin("c", 1), 4_096, dropped);
        add(other, MUCH, 4_096, found);
        onGet = () -> {
            if (gets == 2) {
                lookUps.end();
            }
        };
        run();
        assertEquals(List.of(), dropped);
        assertEquals(1, found.size());
        other.taken(found.get(0));
        for (int i = 0; i < 20; i++) {
            add(other, new Origin("d", i), 4_096, found);
            run();
            other.taken(found.get(found.size() - 1));
        }
        assertEquals("no room was lost", 21, found.size());
    }

    /** Those that have begun hold the room that the next ones wait for. */
    @Test
    public void whatHasBegunIsCompletedAlthoughThereIsNoRoomForAnyMore() {
        LookUps.OfLife full = new LookUps(queue(() -> {}), new ReadBounds(MAX_BYTES, 11 << 20)).of(this::get);
        List<List<VersionedValue>> found = new ArrayList<>();
        add(full, MUCH, 4_096, found);
        add(full, new Origin("b", 1), 4_096, found);
        add(full, new Origin("c", 1), 4_096, found);
        run();
        assertEquals("absent keys hold no room when they are found", 3, found.size());
    }

    /** While room is short, the lock is needed by the loop of the replica too. */
    @Test
    public void whereNoOriginHasRoomTheOnesThatWaitAreNotWalked() {
        valueBytes = 1 << 20;
        int origins = 2_000;
        int[] looksAtKeys = {0};
        Deque<List<VersionedValue>> found = new ArrayDeque<>();
        for (int i = 0; i < origins; i++) {
            lookUps.add(new Origin("192.0.2.1", i, "p" + i / 4), counted(looksAtKeys), true, new LookUps.Listener() {
                @Override
                public void found(List<VersionedValue> values) {
                    found.add(values);
                }

                @Override
                public void failed(Throwable e) {
                    throw new AssertionError(e);
                }
            });
        }
        run();
        int answers = 0;
        for (; !found.isEmpty(); answers++) {
            lookUps.taken(found.poll());
            run();
        }
        assertEquals(origins, answers);
        assertTrue("" + looksAtKeys[0], looksAtKeys[0] <= 20 * origins);
    }

    /** One key; the number of it is asked for whenever it is seen whether there is room. */
    private static List<Key> counted(int[] looks) {
        return new AbstractList<>() {
            @Override
            public Key get(int index) {
                return new Key(new byte[] {1});
            }

            @Override
            public int size() {
                looks[0]++;
                return 1;
            }
        };
    }
}
