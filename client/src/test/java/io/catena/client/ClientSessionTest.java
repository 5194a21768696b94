package io.catena.client;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class ClientSessionTest {
    private final ClientSession session = new ClientSession(7);

    @Test
    public void numbersStartAtOneAndRise() {
        assertEquals(1, session.take());
        assertEquals(2, session.take());
        assertEquals(1, session.lowestUnanswered());
    }

    @Test
    public void theLowestUnansweredPassesWhatWasReleasedInAnyOrder() {
        for (int i = 0; i < 4; i++) {
            session.take();
        }
        session.release(3);
        session.release(2);
        assertEquals(1, session.lowestUnanswered());
        session.release(1);
        assertEquals(4, session.lowestUnanswered());
        session.release(4);
        assertEquals(5, session.lowestUnanswered());
    }

    @Test
    public void noNumberIsGivenWhileTheOldestWaitsTooFarBehind() {
        for (long i = 1; i <= ClientSession.WINDOW; i++) {
            assertEquals(i, session.take());
            if (i > 1) {
                session.release(i);
            }
        }
        assertEquals(0, session.take());
        session.release(1);
        assertEquals(ClientSession.WINDOW + 1, session.take());
        assertEquals(ClientSession.WINDOW + 1, session.lowestUnanswered());
    }
}
