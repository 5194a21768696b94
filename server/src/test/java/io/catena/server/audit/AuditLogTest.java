package io.catena.server.audit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.catena.server.audit.AuditLog.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class AuditLogTest {
    private final List<String> lines = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T06:07:08.009Z");
    private final AuditLog audit = new AuditLog("n1", () -> now, lines::add);
    private final Order order = new Order("operator:carol", "10.0.0.7", "die", Map.of("clean", "true"));

    @Test
    public void aLineSaysWhoFromWhereWhenWhatAndTheOutcome() {
        audit.done(order);
        audit.refused(order, "it is the last");
        audit.unknown(order, "the connection broke");
        String begin = "{\"time\":\"2026-11-30T06:07:08.009Z\",\"where\":\"n1\",\"who\":\"operator:carol\","
                + "\"from\":\"10.0.0.7\",\"what\":\"die\",\"with\":{\"clean\":\"true\"},\"outcome\":";
        assertEquals(
                List.of(
                        begin + "\"DONE\"}",
                        begin + "\"REFUSED\",\"reason\":\"it is the last\"}",
                        begin + "\"UNKNOWN\",\"reason\":\"the connection broke\"}"),
                lines);
    }

    @Test
    public void whateverIsInItIsOneBoundedLineOfJson() throws Exception {
        String nasty = "\"}\n{\"outcome\":\"DONE\r\u2028\u0007\u001b[2J\ud800é";
        audit.refused(new Order(nasty, nasty, nasty, Map.of(nasty, nasty)), nasty + "x".repeat(1_000_000));
        String line = lines.get(0);
        assertTrue(line, line.chars().allMatch(character -> character >= ' ' && character < 127));
        assertTrue("length " + line.length(), line.length() < 10 * AuditRecord.MAX_CHARACTERS);
        Map<String, Object> read = JSON.std.mapFrom(line);
        assertEquals(nasty.replace('\ud800', '\ufffd'), read.get("who"));
        assertEquals("REFUSED", read.get("outcome"));
    }

    @Test
    public void refusalsDoNotPushOutWhatWasDone() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            audit.refused(order, "no");
        }
        assertEquals(AuditLog.REFUSALS_A_MINUTE, lines.size());
        audit.done(order);
        Map<String, Object> last = JSON.std.mapFrom(lines.get(lines.size() - 1));
        assertEquals("DONE", last.get("outcome"));
        assertEquals(1_000 - AuditLog.REFUSALS_A_MINUTE, last.get("leftOut"));
        now = now.plusSeconds(60);
        audit.refused(order, "no");
        assertEquals(AuditLog.REFUSALS_A_MINUTE + 2, lines.size());
        assertTrue(!lines.get(lines.size() - 1).contains("leftOut"));
    }
}
