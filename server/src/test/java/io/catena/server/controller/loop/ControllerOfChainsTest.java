package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What concerns one chain reaches its controller alone; what concerns the term reaches all of them. */
public class ControllerOfChainsTest {
    private final List<Integer> told = new ArrayList<>();
    private final ControllerOfChains controller = new ControllerOfChains();

    public ControllerOfChainsTest() {
        for (int chain = 1; chain <= 3; chain++) {
            controller.add(new Controller(
                    new ControllerLoop(
                            chain, "n", Rules.OF_THE_CHAIN, ControllerRig.TIMINGS, SharedPace.of(controller::hint)),
                    new Controller.Ports(System::nanoTime, noting(chain), null, null),
                    new ControllerLog(chain, () -> {})));
        }
    }

    /** Carries nothing out. */
    private Scheduler noting(int chain) {
        return new Scheduler() {
            @Override
            public void execute(Runnable task) {
                told.add(chain);
            }

            @Override
            public void schedule(long delayNanos, Runnable task) {
                throw new AssertionError("nothing is carried out");
            }
        };
    }

    private List<Integer> told() {
        List<Integer> before = List.copyOf(told);
        told.clear();
        return before;
    }

    @Test
    public void aChangeInOneChainIsLookedAtThereAlone() {
        controller.hint(2);
        assertEquals(List.of(2), told());
        controller.hint(4);
        controller.hint(0);
        assertEquals("there is no such chain", List.of(), told());
    }

    @Test
    public void aChangeOfNodesIsLookedAtInEachChain() {
        controller.hint();
        assertEquals(List.of(1, 2, 3), told());
        controller.zooKeeperReturned();
        assertEquals(List.of(1, 2, 3), told());
    }

    @Test
    public void allAreElectedAndDeposedTogether() {
        assertFalse(controller.isElected());
        controller.elected(7);
        assertEquals(List.of(1, 2, 3), told());
        assertTrue(controller.isElected());
        controller.deposed();
        assertEquals(List.of(1, 2, 3), told());
        assertFalse(controller.isElected());
    }
}
