package io.catena.server.coordination.session;

import static org.junit.Assert.assertEquals;

import io.catena.server.registration.SessionPort;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class ForgottenConnectionTest {
    private boolean serves;
    private int madeAnew;
    private long nowMillis;
    private final ForgottenConnection forgotten = new ForgottenConnection(() -> serves, () -> madeAnew++);

    private void lookFor(int millis) {
        long untilMillis = nowMillis + millis;
        while (nowMillis < untilMillis) {
            nowMillis += SessionPort.LOOK_MILLIS;
            forgotten.look(TimeUnit.MILLISECONDS.toNanos(nowMillis));
        }
    }

    @Test
    public void whileNoConnectionServesNothingIsDone() {
        lookFor(60_000);
        assertEquals(0, madeAnew);
    }

    @Test
    public void oneThatServesAndIsNotToldOfIsMadeAnewOnce() {
        lookFor(5_000);
        serves = true;
        lookFor(1_500);
        assertEquals(0, madeAnew);
        lookFor(1_500);
        assertEquals(1, madeAnew);
        serves = false;
        lookFor(60_000);
        assertEquals(1, madeAnew);
    }

    @Test
    public void oneThatIsToldOfMeanwhileIsLeftAlone() {
        serves = true;
        lookFor(1_500);
        forgotten.isKnown();
        lookFor(1_500);
        serves = false;
        lookFor(500);
        serves = true;
        lookFor(1_500);
        assertEquals(0, madeAnew);
    }
}
