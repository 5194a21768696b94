package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Message;
import io.catena.server.chain.Space;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** How often the replicas of a node are told that time has passed (H2). */
public class BusyChainsLeaveQuietOnesAloneTest {
    private static final int BUSY_MILLIS = 20;

    private final ReplicasByChain<Ticked> replicas = new ReplicasByChain<>();
    private final Ticked busy = new Ticked(1);
    private final Ticked quiet = new Ticked(2);
    private long nowMillis = 1_000_000;

    private static final class Ticked implements CarriedReplica {
        private final int chain;
        private boolean waits;
        private boolean waitsForOneTick;
        private int ticks;
        private long latenessMillis;

        Ticked(int chain) {
            this.chain = chain;
        }

        @Override
        public int chain() {
            return chain;
        }

        @Override
        public CurrentReplica replica() {
            throw new AssertionError("no life is asked for");
        }

        @Override
        public void received(Message.Envelope from, Message message) {}

        @Override
        public void peerDown(String address) {}

        @Override
        public void freeSpace(Space found) {}

        @Override
        public boolean isQuiet() {
            return !waits;
        }

        @Override
        public boolean tick(long nowNanos, long dueNanos) {
            ticks++;
            waits &= !waitsForOneTick;
            latenessMillis = TimeUnit.NANOSECONDS.toMillis(nowNanos - dueNanos);
            return isQuiet();
        }
    }

    public BusyChainsLeaveQuietOnesAloneTest() {
        replicas.add(busy);
        replicas.add(quiet);
        busy.waits = true;
    }

    private boolean tick(long lateMillis) {
        nowMillis += BUSY_MILLIS;
        return replicas.tick(
                TimeUnit.MILLISECONDS.toNanos(nowMillis), TimeUnit.MILLISECONDS.toNanos(nowMillis - lateMillis));
    }

    @Test
    public void aQuietReplicaIsTickedAtItsOwnPaceWhileAnotherOneIsBusy() {
        for (int i = 0; i < 100; i++) {
            assertFalse(tick(0));
        }
        assertEquals(100, busy.ticks);
        assertEquals("each 380 ms", 6, quiet.ticks);
    }

    @Test
    public void oneThatBeginsToWaitIsTickedAtOnce() {
        tick(0);
        quiet.waits = true;
        tick(0);
        tick(0);
        assertEquals(3, quiet.ticks);
    }

    @Test
    public void whenNoneIsBusyAnyMoreAllAreTickedOnceMoreBeforeTicksBecomeRare() {
        tick(0);
        tick(0);
        busy.waits = false;
        assertTrue(tick(0));
        assertEquals(2, quiet.ticks);
    }

    @Test
    public void whenTheLastThatWaitedComesToRestTheNextTickComesSoonForThoseThatWerePassedOver() {
        tick(0);
        busy.waitsForOneTick = true;
        assertFalse(tick(0));
        assertEquals(1, quiet.ticks);
        assertTrue(tick(0));
        assertEquals(2, quiet.ticks);
    }

    @Test
    public void itLearnsHowLateTheLatestTickWasOfWhichItWasNotTold() {
        tick(0);
        tick(70);
        tick(30);
        for (int i = 0; i < 17; i++) {
            tick(0);
        }
        assertEquals(2, quiet.ticks);
        assertEquals(70, quiet.latenessMillis);
    }
}
