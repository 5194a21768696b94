package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class HealthTest {
    @Test
    public void whatIsShortIsNoNewsAndWhatIsLongIsTold() {
        assertEquals(0, Health.coarse(99));
        assertEquals(100, Health.coarse(100));
        assertEquals(288, Health.coarse(303));
        assertEquals(304, Health.coarse(304));
        assertTrue(new Health(248, 0, 248, 248, true).isWell());
        assertFalse(new Health(0, 0, 0, 256, false).isWell());
        assertEquals(31 << 18, Health.coarse((8 << 20) - 1));
    }
}
