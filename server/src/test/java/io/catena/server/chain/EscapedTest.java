package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class EscapedTest {
    @Test
    public void whatIsSaidOutsideForgesNoLineOfTheLog_row65() {
        assertEquals("n\\n12:00 ERROR forged\\r", Escaped.of("n\n12:00 ERROR forged\r"));
        assertEquals("\\u001b[2J\\u0000\\u0085\\u2028\\u202e", Escaped.of("\u001b[2J\u0000\u0085\u2028\u202e"));
        assertFalse(Escaped.isPlain("a\nb"));
    }

    @Test
    public void itIsCutOff_row65() {
        assertEquals("x".repeat(100) + "...", Escaped.of("x".repeat(1_000_000)));
        assertEquals("xx...", Escaped.of("xxx", 2));
    }

    @Test
    public void plainTextStaysAsItIs_row65() {
        for (String plain : new String[] {"", "n-fd4c9e84 at 127.0.0.1:7401", "K\u00f6ln, \u6771\u4eac", "null"}) {
            assertEquals(plain, Escaped.of(plain));
            assertTrue(Escaped.isPlain(plain));
        }
        assertEquals("null", Escaped.of(null));
    }
}
