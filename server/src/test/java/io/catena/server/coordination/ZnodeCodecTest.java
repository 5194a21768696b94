package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.Health;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

public class ZnodeCodecTest {
    private final ZnodeCodec codec = new ZnodeCodec();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static final Configuration FULL = new Configuration(
            1,
            7,
            2,
            List.of(ZooKeeperRig.life("a", 1), ZooKeeperRig.life("b", Long.MIN_VALUE)),
            ZooKeeperRig.life("c", -3),
            false,
            Map.of("d", 9L));

    @Test
    public void configurationsAndReportsComeBackAsTheyWere() throws Exception {
        assertEquals(FULL, codec.configuration("/x", codec.encode(FULL)));
        Configuration bare = ZooKeeperRig.configuration(1, ZooKeeperRig.life("a", 1));
        assertEquals(bare, codec.configuration("/x", codec.encode(bare)));
        ReplicaReport report = new ReplicaReport(1, -5, 7, 2, 99, true, 3, new TreeSet<>(Set.of("a", "b")), true);
        assertEquals(report, codec.report("/x", codec.encode(report)));
        Health slow = new Health(70, 0);
        assertEquals(report, codec.report("/x", codec.encode(report, slow)));
        assertEquals(slow, codec.health("/x", codec.encode(report, slow)));
        assertEquals("one that says nothing of it", Health.WELL, codec.health("/x", codec.encode(report)));
    }

    @Test
    public void fieldsOfALaterVersionAreIgnored_row56() throws Exception {
        String later = text(codec.encode(FULL)).replaceFirst("\\{", "{\"weather\":{\"sky\":[1,2]},");
        assertEquals(FULL, codec.configuration("/x", bytes(later)));
    }

    @Test
    public void whatCannotBeUnderstoodIsATypedError_row41() {
        String good = text(codec.encode(FULL));
        for (String bad : new String[] {
            "",
            "null",
            "7",
            "{",
            "\u0000\u0001",
            good.replace("\"format\":1", "\"format\":2"),
            good.replace("\"format\":1", "\"format\":\"x\""),
            good.replace("\"format\":1,", ""),
            good.replace("\"epoch\":7,", ""),
            good.replace("\"epoch\":7", "\"epoch\":null"),
            good.replace("\"epoch\":7", "\"epoch\":0"),
            good.replace("\"epoch\":7", "\"epoch\":99999999999999999999"),
            good.replaceFirst("\"members\":\\[.*?]", "\"members\":[]"),
            good.replaceFirst("\"members\":\\[.*?]", "\"members\":[null]"),
            good.replaceFirst("\"members\":\\[.*?]", "\"members\":null"),
            good.replaceFirst("\"nodeId\":\"a\"", "\"nodeId\":null"),
            good.replaceFirst("\"incarnation\":1", "\"incarnation\":0"),
            good.replaceFirst("\"removed\":\\{.*?}", "\"removed\":null"),
            good.replaceFirst("\"removed\":\\{.*?}", "\"removed\":{\"d\":null}"),
            "[".repeat(5_000),
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.configuration("/x", bytes(bad)));
        }
    }

    @Test
    public void whatIsTooLongIsNotEvenRead_row41() {
        byte[] huge = new byte[ZnodeCodec.MAX_BYTES + 1];
        assertThrows(MalformedZnode.class, () -> codec.configuration("/x", huge));
    }
}
