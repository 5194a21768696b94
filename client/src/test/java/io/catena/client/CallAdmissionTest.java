package io.catena.client;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Test;

public class CallAdmissionTest {
    private static final int ROUNDS = 100;

    private static Deadline soon() {
        return Deadline.afterMillis(20_000);
    }

    @Test
    public void aCallThatWaitsForAPlaceIsNotOvertakenByTheNextOne() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            CallAdmission callAdmission = new CallAdmission(1, true);
            List<String> entered = new CopyOnWriteArrayList<>();
            callAdmission.enter(soon());
            Thread first = new Thread(() -> {
                callAdmission.enter(soon());
                entered.add("first");
                callAdmission.leave();
            });
            first.start();
            await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
            callAdmission.leave();
            callAdmission.enter(soon());
            entered.add("second");
            callAdmission.leave();
            first.join();
            assertEquals(List.of("first", "second"), entered);
        }
    }

    @Test
    public void aCallThatDoesNotWaitIsRefusedAtOnce() {
        CallAdmission callAdmission = new CallAdmission(1, false);
        callAdmission.enter(soon());
        UnavailableException e = assertThrows(UnavailableException.class, () -> callAdmission.enter(soon()));
        assertEquals(UnavailableException.Reason.OVERLOADED, e.reason());
        callAdmission.leave();
        callAdmission.enter(soon());
    }

    @Test
    public void anInterruptEndsTheWaitForAPlace() {
        CallAdmission callAdmission = new CallAdmission(1, true);
        callAdmission.enter(soon());
        Thread.currentThread().interrupt();
        UnavailableException e = assertThrows(UnavailableException.class, () -> callAdmission.enter(soon()));
        assertEquals(UnavailableException.Reason.INTERRUPTED, e.reason());
        assertTrue("the flag is kept", Thread.interrupted());
    }
}
