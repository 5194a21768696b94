package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Slots;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

/** Where the calls of a cluster of several chains go, and how many there are. */
public class ManyChainsTest {
    private static final Pattern ROW =
            Pattern.compile("^ \\*   (\\S.*?) +([0-9a-f]{2,}) +([0-9]+) +([0-9]+)$", Pattern.MULTILINE);

    private FakeCluster cluster;
    private CatenaClient client;

    @After
    public void close() {
        client.close();
        cluster.close();
    }

    private void build(int chains, int nodes) {
        cluster = new FakeCluster(chains, nodes);
        client = CatenaClient.builder().servers(cluster.node(0).address()).build();
    }

    /** A key that falls into the chain. */
    static byte[] key(int chain, int chains) {
        return IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(i -> ("k" + i).getBytes(StandardCharsets.UTF_8))
                .filter(key -> Slots.chainOf(key, chains) == chain)
                .findFirst()
                .orElseThrow();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> allCalls() {
        List<String> calls = new ArrayList<>();
        cluster.nodes().forEach(node -> calls.addAll(node.calls));
        return calls;
    }

    @Test
    public void eachKeyOfTheTableInTheIdlGoesToItsChain() throws Exception {
        build(16, 3);
        List<MatchResult> rows = ROW.matcher(Files.readString(Path.of("../thrift/src/main/idl/catena.thrift")))
                .results()
                .toList();
        assertEquals(14, rows.size());
        for (MatchResult row : rows) {
            byte[] key = HexFormat.of().parseHex(row.group(2));
            int chain = Integer.parseInt(row.group(4));
            int before = cluster.store(chain).applied().size();
            assertTrue(row.group(), client.put(key, utf8("v")).applied());
            assertEquals(row.group(), before + 1, cluster.store(chain).applied().size());
            assertEquals(row.group(), "v", client.get(key).orElseThrow().text());
        }
    }

    @Test
    public void onceItsLayoutIsKnownAChainIsWrittenAtItsHead() {
        build(4, 3);
        for (int round = 0; round < 3; round++) {
            for (int chain = 1; chain <= 4; chain++) {
                client.put(key(chain, 4), utf8("v"));
            }
        }
        for (int chain = 1; chain <= 4; chain++) {
            int head = (chain - 1) % 3;
            long atHead = cluster.node(head).count("write " + chain);
            assertTrue(
                    "chain " + chain + ": " + allCalls(),
                    atHead >= 2 && atHead + cluster.node(0).count("write " + chain) >= 3);
        }
    }

    @Test
    public void aSessionIsOpenedInEachChainThatIsWrittenToAndInNoOther() {
        build(4, 3);
        client.get(key(1, 4));
        assertEquals(0, cluster.store(1).sessionsOpen());
        for (int i = 0; i < 3; i++) {
            client.put(key(2, 4), utf8("v"));
            client.put(key(4, 4), utf8("v"));
        }
        for (int chain = 1; chain <= 4; chain++) {
            assertEquals(
                    "chain " + chain,
                    chain % 2 == 0 ? 1 : 0,
                    cluster.store(chain).sessionsOpen());
        }
        List<Long> requests =
                cluster.store(4).applied().stream().map(id -> id.getRequest()).toList();
        assertEquals("each chain's writes are numbered by themselves", List.of(1L, 2L, 3L), requests);
    }

    @Test
    public void aThousandChainsCostNothingBeforeTheyAreNeeded() {
        build(1000, 3);
        client.put(key(700, 1000), utf8("v"));
        List<String> calls = allCalls();
        assertTrue(calls.toString(), calls.size() <= 6);
        assertEquals(1000, client.layout().chains());
        Layout layout = client.layout(700);
        assertEquals(700, layout.chain());
        assertThrows(InvalidRequestException.class, () -> client.layout(1001));
        assertThrows(InvalidRequestException.class, () -> client.layout(0));
    }

    @Test
    public void withOneChainTheCallsAreThoseOfAClientThatKnowsNoOthers() {
        build(1, 1);
        client.put("a", "1");
        client.put("b", "2");
        client.get("a");
        client.get("b");
        assertEquals(
                List.of("layout 1", "openSession 1", "write 1", "write 1", "layout 1", "read 1", "read 1"),
                cluster.node(0).calls);
        assertEquals(1, client.layout().chains());
    }

    @Test
    public void callsThatBeginBeforeTheNumberOfChainsIsKnownFindTheirChainsAllTheSame() {
        build(16, 3);
        List<CompletableFuture<WriteResult>> puts = IntStream.range(0, 500)
                .mapToObj(i -> client.putAsync("key" + i, "v" + i))
                .toList();
        puts.forEach(CompletableFuture::join);
        List<byte[]> keys =
                IntStream.range(0, 501).mapToObj(i -> utf8("key" + i)).toList();
        List<Optional<Versioned>> read = client.getAll(keys);
        for (int i = 0; i < 500; i++) {
            assertEquals("v" + i, read.get(i).orElseThrow().text());
            assertEquals(puts.get(i).join().version(), read.get(i).orElseThrow().version());
        }
        assertTrue(read.get(500).isEmpty());
        for (int chain = 1; chain <= 16; chain++) {
            FakeStore store = cluster.store(chain);
            assertEquals("none twice", store.size(), store.applied().size());
            assertTrue("one session, or two if two leaders opened it at once", store.sessionsOpen() <= 2);
        }
        assertTrue(
                "the writes of a chain travel together",
                allCalls().stream().filter(call -> call.startsWith("write")).count() < 250);
    }

    @Test
    public void chainsThatShareAQueueDoNotShareBatches() {
        int chains = 3 * Lane.MAX_QUEUES;
        build(chains, 1);
        List<CompletableFuture<WriteResult>> puts = IntStream.range(0, 2000)
                .mapToObj(i -> client.putAsync("key" + i, "v" + i))
                .toList();
        puts.forEach(CompletableFuture::join);
        List<CompletableFuture<Optional<Versioned>>> gets = IntStream.range(0, 2000)
                .mapToObj(i -> client.getAsync(utf8("key" + i)))
                .toList();
        for (int i = 0; i < 2000; i++) {
            assertEquals("v" + i, gets.get(i).join().orElseThrow().text());
        }
        assertTrue(cluster.node(0).connections() <= 2);
        assertTrue(
                "what waits for another chain does not end a batch",
                cluster.node(0).calls.stream()
                                .filter(call -> call.startsWith("write"))
                                .count()
                        < 1000);
    }

    @Test
    public void aServerThatDoesNotTellHowManyChainsThereAreIsSentNoWrite() {
        build(4, 1);
        cluster.node(0).layoutRefusal = new Unavailable("not yet", UnavailableReason.CHANGING);
        assertEquals(
                UnavailableException.Reason.CHANGING,
                assertThrows(
                                UnavailableException.class,
                                () -> client.put(key(3, 4), utf8("v"), WriteOptions.DEFAULT.timeoutMillis(300)))
                        .reason());
        assertEquals(0, cluster.node(0).count("openSession 1"));
        cluster.node(0).layoutRefusal = null;
        assertTrue(client.put(key(3, 4), utf8("v")).applied());
        assertEquals(0, cluster.node(0).count("openSession 1"));
    }

    @Test
    public void allChainsShareTheConnectionsToANode() {
        build(16, 3);
        for (int chain = 1; chain <= 16; chain++) {
            client.put(key(chain, 16), utf8("v"));
            for (int i = 0; i < 10; i++) {
                client.get(key(chain, 16));
            }
        }
        cluster.nodes()
                .forEach(node ->
                        assertTrue("one for writes, one for reads: " + node.connections(), node.connections() <= 2));
    }

    @Test
    public void readsFromANamedNodeNameTheChainOfTheKey() {
        build(4, 3);
        byte[] key = key(3, 4);
        ServerAddress server = ServerAddress.parse(cluster.node(0).address());
        assertTrue(client.getFrom(server, key).isEmpty());
        assertEquals(
                "that the cluster has several chains is found out by the refusal",
                List.of("read 1", "layout 1", "read 3"),
                cluster.node(0).calls);
        assertTrue(client.getStaleFrom(server, key).value().isEmpty());
        assertEquals("read 3", cluster.node(0).calls.get(3));
        assertFalse(client.getStale(key).value().isPresent());
    }

    @Test
    public void aLayoutOfAnotherClusterIsNotBelieved() {
        build(4, 1);
        byte[] key = key(3, 4);
        client.put(key, utf8("v"));
        try (FakeCluster other = new FakeCluster(8, 1)) {
            io.catena.thrift.Layout foreign = layout(other, 3);
            cluster.tell(3, foreign.setEpoch(100));
            cluster.node(0).before.put(3, () -> cluster.node(0).before.clear());
            assertTrue(client.put(key, utf8("w")).applied());
            assertTrue(client.put(key, utf8("x")).applied());
            assertEquals(List.of(), other.node(0).calls);
        }
    }

    private static io.catena.thrift.Layout layout(FakeCluster of, int chain) {
        try {
            return of.layout(chain).deepCopy();
        } catch (io.catena.thrift.InvalidRequest e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void aLayoutThatMakesNoSenseIsNoAnswer() {
        build(4, 1);
        for (int chains : new int[] {-1, 0, 1, 10_001}) {
            cluster.tell(1, layout(cluster, 1).setChain(2).setChains(chains));
            assertThrows(UnavailableException.class, client::layout);
        }
        cluster.tell(1, layout(cluster, 1).setChain(2).setChains(4));
        String message =
                assertThrows(UnavailableException.class, client::layout).getMessage();
        assertTrue(message, message.contains("chain 2 and not of 1"));
    }
}
