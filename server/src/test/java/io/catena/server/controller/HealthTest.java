package io.catena.server.controller;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class HealthTest {
    @Test
    public void whatIsShortIsNoNewsAndWhatIsLongIsTold() {
        assertEquals(0, Health.coarse(99));
        assertEquals(100, Health.coarse(100));
        assertEquals(288, Health.coarse(303));
        assertEquals(304, Health.coarse(304));
        assertEquals(31 << 18, Health.coarse((8 << 20) - 1));
    }
}
