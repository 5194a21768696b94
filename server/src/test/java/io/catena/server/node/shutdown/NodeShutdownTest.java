package io.catena.server.node.shutdown;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.PlayedDisk;
import io.catena.server.replica.PlayedReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.SilentHost;
import io.catena.server.runtime.ManualTime;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.Before;
import org.junit.Test;

/** The steps in which a node ends, and their order. */
public class NodeShutdownTest {
    private static final Member SELF = new Member("s", 1, "s:1");
    private static final Member OTHER = new Member("o", 1, "o:1");
    private static final Runnable NOTHING = () -> {};

    private final List<String> happened = new ArrayList<>();
    private final ManualTime loop = new ManualTime();
    private final CurrentReplica local = new CurrentReplica();
    private final PlayedReplica replica = new PlayedReplica();
    private final LeaveCompletion leave = new LeaveCompletion(loop, loop, () -> List.of(local), () -> true);
    private final Process process = new Process();
    private final Closer closer = new Closer();
    private final NodeShutdown end = new NodeShutdown(closer, process);
    private NodeShutdown.Retirement retirement = () -> happened.add("retires");
    private AutoCloseable registration = () -> happened.add("deregisters");

    /** Records what the shutdown asks of the process; background tasks run at once, on the calling thread. */
    private final class Process implements HostProcess {
        private Runnable termination;

        @Override
        public void onTermination(Runnable task) {
            termination = task;
        }

        @Override
        public void inBackground(String thread, Runnable task) {
            task.run();
        }

        @Override
        public boolean await(CompletableFuture<Integer> ended, long seconds) {
            loop.passes(seconds * 1_000);
            return ended.isDone();
        }

        @Override
        public void pause(long millis) {
            happened.add("lets the last word out");
        }

        @Override
        public void halt(int code) {
            happened.add("halts with " + code);
        }
    }

    @Before
    public void aMemberOfTwo() {
        closer.add("rest", () -> happened.add("closes"));
        lives(SELF, OTHER);
        parts(loop);
    }

    private void parts(Scheduler scheduler) {
        end.leaveWith(new NodeShutdown.Parts(
                scheduler,
                leave::begin,
                () -> retirement.retire(),
                () -> happened.add("says farewell"),
                () -> registration.close()));
    }

    private void lives(Member... members) {
        Configuration chain = new Configuration(1, 3, 1, List.of(members), null, true, Map.of());
        replica.view = new ReplicaView(chain, 0, 3, 1, 0, 0, 0, 0, -1, null, Shortage.NONE);
        local.begins(
                SELF,
                new ReplicaDriver(
                        replica,
                        loop,
                        listener -> new PlayedDisk(listener, null),
                        Runnable::run,
                        new ReplicaCounters(),
                        new SilentHost()));
    }

    private void theChainLetsItGo() {
        loop.runDue();
        assertEquals("it has asked for it", List.of(new Event.Leave()), replica.events);
        leave.hasLeft(local);
    }

    @Test
    public void aNodeThatDiesInOrderLeavesTheChainFirstAndKeepsItsData() {
        end.die(true, NOTHING);
        assertTrue(end.isStopping());
        theChainLetsItGo();
        assertEquals(List.of("closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aNodeThatLeavesForGoodMarksItsDataWhenTheChainGoesOnWithoutIt() {
        end.leave(true, NOTHING);
        loop.passes(5_000);
        assertEquals(List.of(), happened);
        theChainLetsItGo();
        assertEquals(List.of("retires", "says farewell", "closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aChainThatDoesNotLetItGoDoesNotKeepIt() {
        end.leave(true, NOTHING);
        loop.passes(10_000);
        assertEquals(List.of("retires", "says farewell", "closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void theLastMemberEndsAtOnce() {
        lives(SELF);
        end.die(true, NOTHING);
        loop.runDue();
        assertEquals(List.of("closes"), happened);
    }

    @Test
    public void asALastResortItGoesWithoutLeavingAndClosesAllTheSame() {
        parts(new Scheduler() {
            @Override
            public void execute(Runnable task) {
                throw new RejectedExecutionException("the loop has ended");
            }

            @Override
            public void schedule(long delayNanos, Runnable task) {
                throw new RejectedExecutionException("the loop has ended");
            }
        });
        end.die(true, NOTHING);
        assertEquals(List.of("closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aDefectOnTheWayOutDoesNotKeepItEither() {
        replica.view = null;
        end.die(true, NOTHING);
        loop.runDue();
        assertEquals(List.of("closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aDirectoryThatCannotBeMarkedDoesNotKeepItEither() {
        retirement = () -> {
            throw new IllegalStateException("the disk is gone");
        };
        end.leave(true, NOTHING);
        theChainLetsItGo();
        assertEquals(List.of("closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aSignalEndsItInOrderAndWaitsForThat() {
        end.onTermination();
        lives(SELF);
        process.termination.run();
        assertEquals(List.of("closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aSignalDuringAnOrderedEndBeginsNoSecondOne() {
        end.onTermination();
        end.leave(true, NOTHING);
        process.termination.run();
        assertEquals("once, after ten seconds", List.of("retires", "says farewell", "closes"), happened);
    }

    @Test
    public void ofTwoOrdersTheFirstCountsAndTheOtherIsToldSo() {
        assertTrue(end.die(true, () -> happened.add("answers die")));
        assertFalse(end.leave(true, () -> happened.add("answers leave")));
        assertFalse(end.die(false, () -> happened.add("answers another die")));
        theChainLetsItGo();
        assertEquals(List.of("answers die", "closes"), happened);
    }

    @Test
    public void anAnswerThatCannotBeGivenDoesNotKeepItEither() {
        lives(SELF);
        assertThrows(
                IllegalStateException.class,
                () -> end.die(true, () -> {
                    throw new IllegalStateException("the caller has gone");
                }));
        loop.runDue();
        assertEquals(List.of("closes"), happened);
        assertEquals(0, end.await());
    }

    @Test
    public void aNodeThatDiesOnTheSpotAnswersTheOperatorAndDoesNothingElse() {
        end.die(false, NOTHING);
        assertEquals(List.of("lets the last word out", "halts with 1"), happened);
        assertEquals(List.of(), replica.events);
    }

    @Test
    public void aNodeThatLeavesOnTheSpotDropsItsRegistrationFirst() {
        end.leave(false, NOTHING);
        assertEquals(List.of("deregisters", "lets the last word out", "halts with 1"), happened);
    }

    @Test
    public void aRegistrationThatCannotBeDroppedDoesNotKeepIt() {
        registration = () -> {
            throw new IllegalStateException("ZooKeeper is away");
        };
        end.leave(false, NOTHING);
        assertEquals(List.of("lets the last word out", "halts with 1"), happened);
    }

    @Test
    public void whatCouldDoHarmStopsTheProcessAndClosesNothing() {
        end.halt("the disk failed", null);
        assertEquals(List.of("halts with 1"), happened);
        assertFalse("no orderly shutdown follows", end.isStopping());
    }

    @Test
    public void aThreadThatFailsHaltsTheNodeUnlessItEndsAlready() {
        end.threadFailed(Thread.currentThread(), new AssertionError("a defect"));
        assertEquals(List.of("halts with 1"), happened);
        end.die(true, NOTHING);
        end.threadFailed(Thread.currentThread(), new AssertionError("a defect"));
        assertEquals(List.of("halts with 1"), happened);
    }
}
