package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.registration.Carrier;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
            Map.of("d", 9L),
            SharedSettings.STANDARD,
            300,
            List.of(new Removal("d", 9, 7, "a", "gone")));

    @Test
    public void configurationsAndReportsComeBackAsTheyWere() throws Exception {
        assertEquals(FULL, codec.configuration("/x", codec.encode(FULL)));
        Configuration bare = ZooKeeperRig.configuration(1, ZooKeeperRig.life("a", 1));
        assertEquals(bare, codec.configuration("/x", codec.encode(bare)));
        Configuration handover = handover(bare);
        assertEquals(handover, codec.configuration("/x", codec.encode(handover)));
        assertEquals(handover, codec.activated("/x", codec.encodeActivated(handover, 5)));
        KnownMembership kept = new KnownMembership(handover, 4);
        assertEquals(kept, codec.membership("x", codec.encode(kept)));
        ReplicaReport report = new ReplicaReport(1, -5, 7, 2, 99, true, 3, new TreeSet<>(Set.of("a", "b")), true);
        RegisteredReplica replica = new RegisteredReplica(8, report, new Health(1, 2, 3, 4, true));
        assertEquals(replica, codec.replica("/x", codec.encode(replica)));
    }

    private static Configuration handover(Configuration of) {
        return new Configuration(
                of.chain(),
                of.epoch(),
                of.lineage(),
                of.members(),
                of.joining(),
                of.clean(),
                of.removed(),
                of.settings(),
                of.priorLeaseMillis(),
                of.lastRemovals(),
                true);
    }

    @Test
    public void onlyAHandoverSaysSomethingOfHandovers() {
        assertTrue(text(codec.encode(handover(FULL))).endsWith(",\"handover\":true}"));
        for (byte[] plain : List.of(
                codec.encode(FULL), codec.encodeActivated(FULL, 5), codec.encode(new KnownMembership(FULL, 4)))) {
            assertFalse(text(plain), text(plain).contains("handover"));
        }
    }

    @Test
    public void whatNoReaderWouldTakeIsNotWritten() throws Exception {
        Map<String, Long> removed = new TreeMap<>();
        for (int i = 0; i < 17_000; i++) {
            removed.put("node-" + i, Long.MAX_VALUE - i);
        }
        List<Member> members = List.of(ZooKeeperRig.life("a", 1));
        Configuration large = new Configuration(1, 7, 2, members, null, true, removed);
        assertThrows(ZnodeCodec.UnwritableZnode.class, () -> codec.encode(large));
        removed.keySet().removeIf(id -> removed.size() > Configuration.MOST_REMOVED);
        Configuration kept = new Configuration(1, 7, 2, members, null, true, removed);
        assertEquals(kept, codec.configuration("/x", codec.encode(kept)));
    }

    @Test
    public void znodesAreWrittenAsOtherVersionsReadThem_row56() {
        assertEquals(
                "{\"format\":1,\"chain\":1,\"epoch\":7,\"lineage\":2,\"members\":["
                        + "{\"nodeId\":\"a\",\"incarnation\":1,\"address\":\"127.0.0.1:7400\"},"
                        + "{\"nodeId\":\"b\",\"incarnation\":-9223372036854775808,\"address\":\"127.0.0.1:7401\"}],"
                        + "\"joining\":{\"nodeId\":\"c\",\"incarnation\":-3,\"address\":\"127.0.0.1:7402\"},"
                        + "\"clean\":false,\"removed\":{\"d\":9},"
                        + "\"settings\":{\"leaseMillis\":300,\"minReplicas\":1,\"wishedReplicas\":0,\"format\":1},"
                        + "\"priorLeaseMillis\":300,\"lastRemovals\":[{\"nodeId\":\"d\",\"incarnation\":9,\"epoch\":7,\"by\":\"a\",\"why\":\"gone\"}]}",
                text(codec.encode(FULL)));
        ReplicaReport report = new ReplicaReport(1, -5, 7, 2, 99, true, 3, new TreeSet<>(Set.of("a", "b")), false);
        assertEquals(
                "{\"format\":1,\"chain\":1,\"incarnation\":-5,\"epoch\":7,\"lineage\":2,\"logEnd\":99,"
                        + "\"installing\":true,\"caughtUp\":3,\"suspects\":[\"a\",\"b\"],\"leaving\":false,"
                        + "\"health\":{\"diskMillis\":1,\"hungMillis\":2,\"loopMillis\":3,\"hopMillis\":4,"
                        + "\"lowOnSpace\":true,\"well\":false},\"process\":8}",
                text(codec.encode(new RegisteredReplica(8, report, new Health(1, 2, 3, 4, true)))));
        assertEquals(
                "{\"format\":1,\"clusterId\":\"k\",\"formatVersion\":1}",
                text(codec.encode(new ClusterIdentity("k", 1))));
        assertEquals(
                "{\"format\":1,\"nodeId\":\"a\",\"incarnation\":1,\"address\":\"a:1\",\"clusterId\":null,"
                        + "\"formats\":{\"oldest\":1,\"newest\":1}}",
                text(codec.encode(new ZnodeCodec.Registered("a", 1, "a:1", null, FormatRange.ONLY_THE_FIRST))));
    }

    @Test
    public void theShapeOfAClusterStandsBesideItsIdUnlessItIsOneChain() throws Exception {
        ClusterIdentity many = new ClusterIdentity("k", 1, new ClusterShape(16, 3));
        String text = text(codec.encode(many));
        assertEquals("{\"format\":1,\"clusterId\":\"k\",\"formatVersion\":1,\"chains\":16,\"replicas\":3}", text);
        assertEquals(many, codec.identity("/x", bytes(text)));
        assertEquals(new ClusterIdentity("k", 1), codec.identity("/x", codec.encode(new ClusterIdentity("k", 1))));
        for (String bad : new String[] {
            text.replace("16", "0"),
            text.replace("16", "10001"),
            text.replace("16", "\"16\""),
            text.replace("\"replicas\":3", "\"replicas\":101"),
            text.replace("\"replicas\":3", "\"replicas\":-1"),
            text.replace(",\"replicas\":3", "")
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.identity("/x", bytes(bad)));
        }
    }

    @Test
    public void aNodeOfManyChainsSaysItsDomainItsCapacityAndOfWhichChainsItHoldsData() throws Exception {
        RegisteredNode node = new RegisteredNode(
                "a",
                1,
                "a:1",
                new FormatRange(1, 3),
                Optional.of(new Carrier("rack 1", 2, new TreeSet<>(Set.of(1, 2, 3, 7, 9, 10, 10_000)))));
        String text = text(codec.encode(new ZnodeCodec.Registered(node, "k")));
        assertEquals(
                "{\"format\":1,\"nodeId\":\"a\",\"incarnation\":1,\"address\":\"a:1\",\"clusterId\":\"k\","
                        + "\"formats\":{\"oldest\":1,\"newest\":3},\"domain\":\"rack 1\",\"capacity\":2,"
                        + "\"holds\":\"1-3,7,9-10,10000\"}",
                text);
        assertEquals(node, codec.registered("/x", bytes(text)).node());
        RegisteredNode holdsNothing =
                new RegisteredNode("a", 1, "a:1", new FormatRange(1, 3), Optional.of(Carrier.of("a", Set.of())));
        assertEquals(
                holdsNothing,
                codec.registered("/x", codec.encode(new ZnodeCodec.Registered(holdsNothing, "k")))
                        .node());
        String holds = "\"1-3,7,9-10,10000\"";
        for (String bad : new String[] {
            text.replace("\"rack 1\"", "\"\""),
            text.replace("\"rack 1\"", "\"" + "x".repeat(201) + "\""),
            text.replace("\"rack 1\"", "\"a\\nb\""),
            text.replace("\"rack 1\"", "null"),
            text.replace("\"capacity\":2", "\"capacity\":0"),
            text.replace("\"capacity\":2", "\"capacity\":1001"),
            text.replace("\"capacity\":2", "\"capacity\":\"2\""),
            text.replace(holds, "\"0\""),
            text.replace(holds, "\"10001\""),
            text.replace(holds, "\"3-2\""),
            text.replace(holds, "\"1-3,3\""),
            text.replace(holds, "\"1-99999999999\""),
            text.replace(holds, "\",\""),
            text.replace(holds, "\"1-3,\""),
            text.replace(holds, "[1]"),
            text.replace(holds, "null")
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.registered("/x", bytes(bad)));
        }
    }

    @Test
    public void theSettingsZnodeHasTheFormatOfTheClusterAndOneWithoutAnotherIsOfTheFirst_row56() throws Exception {
        assertEquals(
                "{\"format\":1,\"leaseMillis\":300,\"minReplicas\":1,\"wishedReplicas\":0}",
                text(codec.encode(SharedSettings.STANDARD)));
        SharedSettings second = SharedSettings.STANDARD.withFormat(2);
        assertEquals(second, codec.settings("/x", codec.encode(second)));
        Configuration inForce = new Configuration(1, 7, 2, FULL.members(), null, true, Map.of(), second, 300);
        assertEquals(inForce, codec.configuration("/x", codec.encode(inForce)));
        String older = text(codec.encode(inForce)).replace(",\"format\":2", "");
        assertEquals(1, codec.configuration("/x", bytes(older)).format().number());
    }

    @Test
    public void aNodeThatDoesNotSayWhichFormatsItKnowsKnowsTheFirst_row56() throws Exception {
        String said = text(codec.encode(new ZnodeCodec.Registered("a", 1, "a:1", "k", new FormatRange(2, 3))));
        assertEquals(new FormatRange(2, 3), codec.registered("/x", bytes(said)).formats());
        String silent = said.replaceFirst(",\"formats\":\\{.*?}", "");
        assertEquals(
                FormatRange.ONLY_THE_FIRST,
                codec.registered("/x", bytes(silent)).formats());
        for (String bad : new String[] {
            said.replace("\"oldest\":2", "\"oldest\":4"),
            said.replace("\"oldest\":2", "\"oldest\":0"),
            said.replaceFirst("\"formats\":\\{.*?}", "\"formats\":7")
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.registered("/x", bytes(bad)));
        }
    }

    @Test
    public void howANodeDoesComesBackAsItWasAndWellInWhatItDoesNotSay_row56() throws Exception {
        ReplicaReport report = new ReplicaReport(1, -5, 7, 2, 99, true, 3, new TreeSet<>(), true);
        Health health = new Health(1, 2, 3, 4, true);
        String said = text(codec.encode(new RegisteredReplica(8, report, health)));
        assertEquals(health, codec.replica("/x", bytes(said)).health());
        String nothing = said.replaceFirst("\"health\":\\{.*?},", "");
        assertEquals(Health.WELL, codec.replica("/x", bytes(nothing)).health());
        String less = said.replaceFirst(",\"loopMillis\":3", "").replaceFirst(",\"hopMillis\":4", "");
        assertEquals(
                new Health(1, 2, 0, 0, true), codec.replica("/x", bytes(less)).health());
        for (String bad : List.of(
                said.replaceFirst("\"health\":\\{.*?}", "\"health\":7"),
                said.replaceFirst(",\"process\":8", ""),
                said.replaceFirst("\"process\":8", "\"process\":0"))) {
            assertThrows(bad, MalformedZnode.class, () -> codec.replica("/x", bytes(bad)));
        }
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
            good.replaceFirst("\"removed\":\\{.*?}", "\"removed\":[1]"),
            good.replaceFirst("\"members\":\\[.*?]", "\"members\":{\"a\":1}"),
            good.replaceFirst("\"joining\":\\{.*?}", "\"joining\":7"),
            good.replaceFirst(",\"joining\":\\{.*?}", ""),
            good.replaceFirst("\"nodeId\":\"a\"", "\"nodeId\":{}"),
            good.replace("\"clean\":false", "\"clean\":\"maybe\""),
            good.replace("\"clean\":false", "\"clean\":null"),
            good.replace("\"chain\":1", "\"chain\":4294967296"),
            good.replace("\"leaseMillis\":300", "\"leaseMillis\":10001"),
            good.replace("\"leaseMillis\":300", "\"leaseMillis\":-1"),
            good.replace("\"minReplicas\":1", "\"minReplicas\":null"),
            good.replace("\"minReplicas\":1", "\"minReplicas\":0"),
            good.replaceFirst("\"settings\":\\{.*?}", "\"settings\":{}"),
            good.replaceFirst("\"settings\":\\{.*?}", "\"settings\":7"),
            good.replace("\"priorLeaseMillis\":300", "\"priorLeaseMillis\":-1"),
            good.replace("\"priorLeaseMillis\":300", "\"priorLeaseMillis\":null"),
            "[".repeat(5_000),
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.configuration("/x", bytes(bad)));
        }
    }

    /** Runs on a thread with the smallest stack that a node's threads may have. */
    @Test
    public void deepNestingIsATypedErrorAndCostsNoStack_row66() throws Exception {
        String good = text(codec.encode(FULL));
        List<Throwable> thrown = new ArrayList<>();
        for (String open : new String[] {"[", "{\"a\":"}) {
            for (int levels : new int[] {ZnodeCodec.MAX_NESTING, 990, 100_000}) {
                String nested = open.repeat(levels) + "1" + (open.equals("[") ? "]" : "}").repeat(levels);
                for (String bad : new String[] {nested, good.replaceFirst("\\{", "{\"weather\":" + nested + ",")}) {
                    Thread reader = new Thread(
                            null,
                            () -> thrown.add(
                                    assertThrows(MalformedZnode.class, () -> codec.configuration("/x", bytes(bad)))),
                            "reader",
                            128 * 1024);
                    reader.start();
                    reader.join();
                }
            }
        }
        assertEquals(12, thrown.size());
    }

    @Test
    public void namesAndNumbersWithoutEndAreATypedError_row66() {
        String good = text(codec.encode(FULL));
        for (String bad : new String[] {
            good.replaceFirst("\\{", "{\"" + "x".repeat(10_000) + "\":1,"),
            good.replace("\"epoch\":7", "\"epoch\":" + "7".repeat(10_000)),
            good.replaceFirst("\"nodeId\":\"a\"", "\"nodeId\":\"" + "a".repeat(101) + "\""),
            good.replace("\"nodeId\":\"a\"", "\"nodeId\":\"a\\n12:00 ERROR forged\""),
            good.replace("127.0.0.1:7400", "127.0.0.1"),
            good.replace("127.0.0.1:7400", "127.0.0.1:99999"),
            good.replace("127.0.0.1:7400", ":7400"),
            good.replace("127.0.0.1:7400", "127.0.0.1\\u001b[2J:7400"),
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.configuration("/x", bytes(bad)));
        }
    }

    @Test
    public void whatIsSaidOfAZnodeIsOneShortLine_row65() {
        String good = text(codec.encode(FULL));
        for (String bad : new String[] {
            good.replace("\"epoch\":7", "\"epoch\":\"\\nforged " + "x".repeat(10_000) + "\""),
            "\u001b[31m" + "x".repeat(10_000),
        }) {
            String said = assertThrows(MalformedZnode.class, () -> codec.configuration("/x", bytes(bad)))
                    .getMessage();
            assertTrue(said, said.length() < 600 && Escaped.isPlain(said));
        }
    }

    @Test
    public void aConfigurationThatDoesNotSayHowLongLeasesWereGivesNoneAndIsFencedForTheLongest() throws Exception {
        String old = text(codec.encode(FULL)).replaceFirst(",\"settings\":.*", "}");
        Configuration read = codec.configuration("/x", bytes(old));
        assertEquals(0, read.leaseMillis());
        assertEquals(10_000, read.priorLeaseMillis());
        assertEquals(10_000, read.longestLeaseMillis());
        assertEquals(1, read.minReplicas());
        assertEquals(read, codec.configuration("/x", codec.encode(read)));
    }

    @Test
    public void whatIsTooLongIsNotEvenRead_row41() {
        byte[] huge = new byte[ZnodeCodec.MAX_BYTES + 1];
        assertThrows(MalformedZnode.class, () -> codec.configuration("/x", huge));
    }
}
