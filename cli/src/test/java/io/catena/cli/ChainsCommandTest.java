package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.cli.text.ExitCode;
import io.catena.client.FakeServer;
import io.catena.client.FakeStore;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Chain 1 is on a and b, chain 2 on b and c, chain 3 on c and a, and chain 4 on a and b. */
public class ChainsCommandTest {
    private final FakeStore store = new FakeStore();
    private final FakeServer a = new FakeServer("a", store);
    private final FakeServer b = new FakeServer("b", store);
    private final FakeServer c = new FakeServer("c", store);

    @Before
    public void formChains() {
        form(1, a, b);
        form(2, b, c);
        form(3, c, a);
        form(4, a, b);
    }

    @After
    public void close() {
        List.of(a, b, c).forEach(FakeServer::close);
    }

    private Layout form(int chain, FakeServer... members) {
        List<LayoutMember> wire = Stream.of(members).map(FakeServer::member).toList();
        Layout layout = new Layout("test", chain, 6 + chain, wire, 6 + chain).setChains(4);
        List.of(a, b, c).forEach(server -> server.layouts.put(chain, layout));
        return layout;
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--servers";
        all[1] = a.address();
        System.arraycopy(args, 0, all, 2, args.length);
        return Run.of(all);
    }

    private static List<String> cells(String line) {
        return List.of(line.split(" {2,}"));
    }

    @Test
    public void chainsHasALineForEachChain() throws IOException {
        Run run = catena("chains");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        List<String> lines = run.out().lines().toList();
        assertEquals(List.of("CHAIN", "EPOCH", "COMMIT POINT", "LAG", "STATE", "MEMBERS"), cells(lines.get(0)));
        assertEquals(List.of("3", "9", "9", "0", "ok", c.address() + " > " + a.address()), cells(lines.get(3)));
        assertEquals(5, lines.size());
        JsonNode json = catena("chains", "-o", "json").json();
        assertEquals(4, json.get("chains").asInt());
        assertEquals("c", json.at("/states/2/members/0/node").asText());
        assertEquals(0, json.at("/states/2/lag").asInt());
        assertTrue(json.at("/states/2/recordsPerSecond").isNull());
        assertTrue(json.get("serves").asBoolean());
    }

    @Test
    public void allLayoutsComeFromOneServerOnOneConnection() {
        catena("chains");
        assertEquals("chain 1 tells how many there are", 4, a.layoutCalls.get());
        assertEquals(0, b.layoutCalls.get());
    }

    @Test
    public void statusShowsNodesAndSaysNothingOfChainsThatAreWell() throws IOException {
        Run run = catena("status");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        List<String> lines = run.out().lines().toList();
        assertEquals("cluster test, 4 chains, 3 nodes", lines.get(0));
        assertEquals(
                List.of("NODE", "ADDRESS", "CHAINS", "HEADS", "TAILS", "JOINING", "FORMAT", "REMARK"),
                cells(lines.get(1)));
        assertEquals(5, lines.size());
        assertEquals(
                List.of("a", a.address(), "3", "2", "1", "0"),
                cells(line(run, "a ")).subList(0, 6));
        assertEquals(
                List.of("b", b.address(), "3", "1", "2", "0"),
                cells(line(run, "b ")).subList(0, 6));
        assertEquals(
                List.of("c", c.address(), "2", "1", "1", "0"),
                cells(line(run, "c ")).subList(0, 6));
        JsonNode json = catena("status", "-o", "json").json();
        assertEquals(3, json.get("nodes").size());
        assertEquals(0, json.get("notWell").size());
    }

    private static String line(Run run, String start) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void drainedNodesAndThoseThatCarryNothingAreShown() throws IOException {
        a.placed.reports.add(
                0,
                new PlacementReport(
                        2,
                        List.of(
                                placed("a", a.port(), false, 3),
                                placed("b", b.port(), true, 3),
                                placed("x", 7499, true, 0),
                                new PlacedNode("y", true, 0, 0, 0)),
                        0));
        a.placed.reports.remove(1);
        Run run = catena("status");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertTrue(run.out(), run.out().startsWith("cluster test, 4 chains, 5 nodes\n"));
        assertEquals("controller", cells(line(run, "a ")).get(7));
        assertEquals("controller, draining: 4 left", cells(line(run, "b ")).get(7));
        assertEquals(List.of("x", "127.0.0.1:7499", "0", "0", "0", "0", "-", "drained"), cells(line(run, "x ")));
        assertEquals(List.of("y", "-", "0", "0", "0", "0", "-", "does not run, drained"), cells(line(run, "y ")));
        JsonNode json = catena("status", "-o", "json").json();
        assertEquals(5, json.get("nodes").size());
        assertTrue(json.at("/nodes/3/drained").asBoolean());
        Run chains = catena("chains");
        assertTrue(chains.out(), chains.out().contains("\nb at " + b.address() + ": draining: 4 left\n"));
        assertTrue(chains.out(), chains.out().contains("\ny: drained\n"));
        assertEquals(
                "x", catena("chains", "-o", "json").json().at("/drained/1/node").asText());
    }

    private static PlacedNode placed(String id, int port, boolean drained, int chains) {
        return new PlacedNode(id, drained, chains, 0, chains)
                .setHost("127.0.0.1")
                .setPort(port);
    }

    @Test
    public void aNodeThatIsGoneIsToldOnceWithTheChainsThatWaitForIt() throws IOException {
        c.close();
        Run run = catena("status", "--timeout", "2s");
        assertEquals(ExitCode.UNAVAILABLE, run.exitCode());
        assertTrue(run.out(), run.out().contains("NOT SERVING in chains 2 to 3: Member c at"));
        assertEquals(
                1,
                run.out().lines().filter(line -> line.startsWith("NOT SERVING")).count());
        assertTrue(run.out(), line(run, "c ").contains("unreachable"));
        assertEquals(List.of("2", "-", "MEMBER_MISSING"), cells(line(run, "2 ")).subList(0, 3));
        assertFalse("chain 1 is well", run.out().contains("\n1 "));
        JsonNode json = catena("status", "--timeout", "2s", "-o", "json").json();
        assertFalse(json.get("serves").asBoolean());
        assertEquals("[2,3]", json.at("/troubles/0/chains").toString());
        assertEquals(2, json.at("/notWell/0/chain").asInt());
        Run chains = catena("chains", "--timeout", "2s");
        assertEquals(ExitCode.UNAVAILABLE, chains.exitCode());
        assertEquals("ok", cells(line(chains, "1 ")).get(4));
        assertEquals("MEMBER_MISSING", cells(line(chains, "3 ")).get(4));
    }

    @Test
    public void whatNodesSayOfThemselvesIsToldOnce() {
        a.troubles = List.of(new Trouble("ZOOKEEPER_AWAY", "ZooKeeper does not answer.", false, 14_000));
        b.troubles = a.troubles;
        Run run = catena("status");
        assertEquals(ExitCode.REDUCED, run.exitCode());
        assertTrue(run.out(), run.out().endsWith("\nREDUCED: ZooKeeper does not answer. (for 14 s)\n"));
        assertEquals(
                1, run.out().lines().filter(line -> line.contains("ZooKeeper")).count());
    }

    @Test
    public void aChainThatIsShortOrNotFormedIsNamed() {
        form(2, b).setWishedReplicas(2);
        form(4).setNote("no node has registered");
        form(1, a, b).setJoining(c.member());
        Run run = catena("status");
        assertEquals(ExitCode.UNAVAILABLE, run.exitCode());
        assertEquals("FEWER_MEMBERS_THAN_WISHED", cells(line(run, "2 ")).get(2));
        assertEquals("NO_CHAIN", cells(line(run, "4 ")).get(2));
        assertTrue(run.out(), run.out().contains("NOT SERVING in chain 4: No chain has been formed: no node has"));
        assertEquals("1", cells(line(run, "c ")).get(5));
        assertEquals(
                "JOINING " + c.address(), cells(line(catena("chains"), "1 ")).get(4));
    }

    @Test
    public void watchLooksAgainAndTellsTheRate() throws IOException {
        Run run = catena("chains", "--watch", "10ms", "--count", "3");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        List<String> lines = run.out().lines().toList();
        assertEquals(15, lines.size());
        assertEquals("RECORDS/S", cells(lines.get(0)).get(3));
        assertEquals("-", cells(lines.get(1)).get(3));
        assertEquals("0", cells(lines.get(6)).get(3));
        assertEquals(
                2,
                catena("chains", "--watch", "10ms", "--count", "2", "-o", "json")
                        .out()
                        .lines()
                        .count());
    }

    @Test
    public void watchGoesOnWhenALookFails() {
        List<FakeServer> others = List.of(b, c);
        others.forEach(FakeServer::close);
        a.close();
        Run run = catena("chains", "--watch", "10ms", "--count", "2", "--timeout", "200ms");
        assertEquals(ExitCode.UNAVAILABLE, run.exitCode());
        assertEquals(2, run.err().lines().count());
    }

    @Test
    public void countNeedsWatch() {
        assertEquals(ExitCode.USAGE, catena("chains", "--count", "2").exitCode());
        assertEquals(ExitCode.USAGE, catena("chains", "--watch", "--count", "0").exitCode());
    }

    @Test
    public void aClusterOfOneChainHasOneLine() {
        for (FakeServer server : List.of(a, b, c)) {
            server.layouts.clear();
        }
        FakeServer.chain(7, a, b, c);
        Run run = catena("chains");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertEquals(2, run.out().lines().count());
        assertTrue(catena("status").out().startsWith("cluster test, epoch 7, activated 7"));
    }

    @Test
    public void numbersOfChainsAreShort() {
        assertEquals("chain 3", text(3));
        assertEquals("chains 1 and 3", text(1, 3));
        assertEquals("chains 1 to 4, 9 and 12 to 13", text(1, 2, 3, 4, 9, 12, 13));
        assertEquals("chains 1, 3, 5, 7 and 9", text(1, 3, 5, 7, 9));
        assertEquals("chains 1, 3, 5, 7, 9 and 3 more", text(1, 3, 5, 7, 9, 11, 12, 20));
    }

    private static String text(Integer... chains) {
        return ChainNumbers.text(new TreeSet<>(List.of(chains)));
    }
}
