package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class TicksTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private boolean quiet;
    private boolean failing;
    private int ticks;
    private long nowMillis;
    private int replicas = 1;
    private final Ticks subject = new Ticks(loop, () -> TimeUnit.MILLISECONDS.toNanos(nowMillis), new Ticks.Listener() {
        @Override
        public boolean tick(long nowNanos, long dueNanos) {
            ticks++;
            if (failing) {
                throw new IllegalStateException("planted by the test");
            }
            return quiet;
        }

        @Override
        public int replicas() {
            return replicas;
        }
    });

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            jump(10);
            channel.runPendingTasks();
        }
    }

    /** Lets time pass without a turn of the loop. */
    private void jump(long millis) {
        nowMillis += millis;
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    }

    private void begin() {
        channel.freezeTime();
        subject.start();
        channel.runPendingTasks();
    }

    @Test
    public void fiftyComeInASecondWhileSomethingWaits() {
        begin();
        pass(1_000);
        assertEquals(50, ticks);
    }

    @Test
    public void whileNothingWaitsThereAreFewer() {
        quiet = true;
        begin();
        pass(4_020);
        assertEquals("one tick after 20 ms and ten more", 11, ticks);
    }

    @Test
    public void aReplicaThatStopsBeingQuietGetsTheNextTickSoon() {
        quiet = true;
        begin();
        pass(30);
        quiet = false;
        subject.turn(false);
        pass(20);
        assertEquals(2, ticks);
        pass(40);
        assertEquals(4, ticks);
    }

    @Test
    public void whileNothingWaitsATickComesWithATurnInTheSecondHalfOfItsTime() {
        quiet = true;
        begin();
        pass(200);
        subject.turn(true);
        channel.runPendingTasks();
        assertEquals(1, ticks);
        pass(20);
        subject.turn(true);
        channel.runPendingTasks();
        assertEquals(2, ticks);
        pass(390);
        assertEquals("the next tick comes 400 ms after the last", 2, ticks);
        pass(10);
        assertEquals(3, ticks);
    }

    @Test
    public void toManyReplicasATickComesAtItsTimeWhateverComesBefore() {
        quiet = true;
        replicas = 2;
        begin();
        for (int i = 0; i < 41; i++) {
            pass(10);
            subject.turn(true);
        }
        channel.runPendingTasks();
        assertEquals("one after 20 ms, and 390 ms later the next", 2, ticks);
    }

    @Test
    public void aLoopWithManyTurnsIsToldOftenAlsoWhileNothingWaits() {
        quiet = true;
        begin();
        pass(10);
        for (int i = 0; i < 10; i++) {
            subject.turn(false);
        }
        channel.runPendingTasks();
        assertEquals(1, ticks);
        pass(20);
        assertEquals(2, ticks);
        pass(200);
        assertEquals("without turns, ticks come at the slow pace again", 2, ticks);
    }

    @Test
    public void aTickThatIsDueSoonIsNotPutOff() {
        quiet = true;
        begin();
        pass(410);
        subject.turn(false);
        pass(10);
        assertEquals(2, ticks);
    }

    @Test
    public void aTickThatIsNearlyDueComesWithATurnThatHappensAnyway() {
        begin();
        pass(30);
        subject.turn(false);
        subject.turn(false);
        assertEquals("the tick waits for the end of the turn", 1, ticks);
        channel.runPendingTasks();
        assertEquals(2, ticks);
        pass(20);
        assertEquals("the next ticks come every 20 ms", 3, ticks);
    }

    @Test
    public void afterOneThatFailsTheNextOneComesAllTheSame() {
        failing = true;
        begin();
        pass(40);
        assertEquals(2, ticks);
    }

    @Test
    public void aTickThatIsOverdueIsNotPutOff() {
        quiet = true;
        begin();
        pass(20);
        jump(500);
        subject.turn(false);
        channel.runPendingTasks();
        assertEquals(2, ticks);
    }

    @Test
    public void aVeryLateTickIsFollowedByASecondOfFastTicks() {
        quiet = true;
        begin();
        pass(20);
        jump(700);
        channel.runPendingTasks();
        assertEquals(2, ticks);
        pass(1_000);
        assertEquals(52, ticks);
        pass(390);
        assertEquals("then ticks come at the slow pace again", 52, ticks);
        pass(10);
        assertEquals(53, ticks);
    }

    @Test
    public void aSlightlyLateTickIsNotFollowedByFastTicks() {
        quiet = true;
        begin();
        pass(20);
        jump(690);
        channel.runPendingTasks();
        assertEquals(2, ticks);
        pass(390);
        assertEquals(2, ticks);
    }

    @Test
    public void beforeTheStartNoTickComes() {
        subject.turn(false);
        pass(40);
        assertEquals(0, ticks);
    }

    @Test
    public void hurryingAgainPutsNothingOff() {
        quiet = true;
        begin();
        pass(40);
        subject.turn(false);
        pass(10);
        subject.turn(false);
        channel.runPendingTasks();
        assertEquals(2, ticks);
    }
}
