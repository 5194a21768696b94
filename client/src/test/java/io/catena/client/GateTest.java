package io.catena.client;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Test;

public class GateTest {
    private static final int ROUNDS = 100;

    private static Deadline soon() {
        return Deadline.afterMillis(20_000);
    }

    @Test
    public void aCallThatWaitsForAPlaceIsNotOvertakenByTheNextOne() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = new Gate(1, true);
            List<String> entered = new CopyOnWriteArrayList<>();
            gate.enter(soon());
            Thread first = new Thread(() -> {
                gate.enter(soon());
                entered.add("first");
                gate.leave();
            });
            first.start();
            await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
            gate.leave();
            gate.enter(soon());
            entered.add("second");
            gate.leave();
            first.join();
            assertEquals(List.of("first", "second"), entered);
        }
    }

    @Test
    public void aCallThatDoesNotWaitIsRefusedAtOnce() {
        Gate gate = new Gate(1, false);
        gate.enter(soon());
        UnavailableException e = assertThrows(UnavailableException.class, () -> gate.enter(soon()));
        assertEquals(UnavailableException.Reason.OVERLOADED, e.reason());
        gate.leave();
        gate.enter(soon());
    }

    @Test
    public void anInterruptEndsTheWaitForAPlace() {
        Gate gate = new Gate(1, true);
        gate.enter(soon());
        Thread.currentThread().interrupt();
        UnavailableException e = assertThrows(UnavailableException.class, () -> gate.enter(soon()));
        assertEquals(UnavailableException.Reason.INTERRUPTED, e.reason());
        assertTrue("the flag is kept", Thread.interrupted());
    }
}
