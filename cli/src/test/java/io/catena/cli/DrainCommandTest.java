package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.cli.text.ExitCode;
import io.catena.client.FakeServer;
import io.catena.client.FakeStore;
import io.catena.thrift.Layout;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The nodes are a and b, which run, and c, which does not. */
public class DrainCommandTest {
    private final FakeServer a = new FakeServer("a", new FakeStore());
    private final FakeServer b = new FakeServer("b", new FakeStore());

    @Before
    public void bCarriesTwoOfFourChains() {
        for (int chain = 1; chain <= 2; chain++) {
            b.layouts.put(chain, new Layout("test", chain, 1, List.of(b.member()), 1).setChains(4));
        }
        a.placed.reports.clear();
    }

    @After
    public void close() {
        a.close();
        b.close();
    }

    private static PlacedNode node(FakeServer server, String id, boolean drained, int chains, int places) {
        PlacedNode node = new PlacedNode(id, drained, chains, 0, places);
        return server == null ? node : node.setHost("127.0.0.1").setPort(server.port());
    }

    private PlacedNode b(boolean drained, int chains, int places) {
        return node(b, "b", drained, chains, places);
    }

    /** The next report has this node in place of the one with the same id. */
    private void tells(PlacedNode one) {
        List<PlacedNode> nodes = Stream.of(
                        node(a, "a", false, 2, 2), node(b, "b", false, 2, 2), node(null, "c", false, 2, 2))
                .map(node -> node.getNodeId().equals(one.getNodeId()) ? one : node)
                .toList();
        a.placed.reports.add(new PlacementReport(1, nodes, 0));
    }

    private Run catena(String... args) {
        return Run.of(Stream.concat(Stream.of("--servers", a.address()), Arrays.stream(args))
                .toArray(String[]::new));
    }

    @Test
    public void aNodeIsDrainedAndWaitedForUntilItsDataIsGone() {
        tells(b(false, 2, 2));
        tells(b(true, 2, 2));
        tells(b(true, 0, 1));
        tells(b(true, 0, 0));
        b.placed.carried.clear();
        b.placed.carried.addAll(List.of(2, 1, 1, 0));
        Run run = catena("drain", Integer.toString(b.port()));
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertEquals("b at " + b.address() + " is empty: it may be stopped\n", run.out());
        assertEquals(
                List.of(
                        "b at " + b.address() + ": 2 of 2 replicas left",
                        "b at " + b.address() + ": 1 of 2 replicas left"),
                run.err().lines().toList());
        assertEquals(List.of("drain b null"), a.placed.orders);
    }

    @Test
    public void withoutAWaitItIsToldHowMuchIsLeft() throws IOException {
        tells(b(false, 2, 2));
        tells(b(true, 2, 2));
        Run run = catena("drain", "b", "--no-wait", "-o", "json");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        JsonNode json = run.json();
        assertEquals("b", json.get("node").asText());
        assertEquals(b.port(), json.get("port").asInt());
        assertTrue(json.get("drained").asBoolean());
        assertFalse(json.get("empty").asBoolean());
        assertEquals(2, json.get("left").asInt());
        assertTrue(catena("drain", b.address(), "--no-wait").out().contains("2 replicas are still there"));
    }

    @Test
    public void aWaitThatEndsTooEarlySaysThatItGoesOn() {
        tells(b(false, 2, 2));
        tells(b(true, 0, 1));
        Run run = catena("drain", "b", "--timeout", "300ms");
        assertEquals(ExitCode.UNKNOWN, run.exitCode());
        assertTrue(run.err(), run.err().contains("2 replicas are still there; it goes on by itself"));
    }

    @Test
    public void whatANodeHasIsStillThereIfItCannotBeAskedAgain() {
        DrainedNode asked = new DrainedNode(b(true, 2, 2), 2);
        DrainedNode notAsked = new DrainedNode(b(true, 0, 1), null);
        assertEquals("2 replicas are", asked.followedBy(notAsked).leftInWords());
        assertEquals(
                "1 replica is",
                asked.followedBy(new DrainedNode(b(true, 0, 1), 1)).leftInWords());
        assertFalse(new DrainedNode(b(true, 0, 1), 0)
                .followedBy(new DrainedNode(b(true, 0, 0), null))
                .isEmpty());
    }

    @Test
    public void aNodeThatDoesNotRunIsEmptyWhenNothingNamesIt() {
        tells(node(null, "c", false, 2, 2));
        tells(node(null, "c", true, 0, 0));
        Run run = catena("drain", "c");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertTrue(run.out(), run.out().startsWith("c carries nothing any more; it does not run"));
    }

    @Test
    public void aNodeThatRunsAndCannotBeAskedIsNotCalledEmpty() {
        tells(b(false, 2, 2));
        tells(b(true, 0, 0));
        b.close();
        Run run = catena("drain", "b", "--timeout", "1s");
        assertEquals(ExitCode.UNKNOWN, run.exitCode());
    }

    @Test
    public void whatAnotherOperatorEndsIsNotWaitedFor() {
        tells(b(false, 2, 2));
        tells(b(true, 2, 2));
        tells(b(false, 2, 2));
        Run run = catena("drain", "b");
        assertEquals(ExitCode.UNAVAILABLE, run.exitCode());
        assertTrue(run.err(), run.err().contains("another operator has ended that"));
    }

    @Test
    public void bothWaysToTakeItBackDoTheSame() {
        for (String[] words : new String[][] {{"undrain", "b"}, {"drain", "--cancel", "b"}}) {
            a.placed.orders.clear();
            a.placed.reports.clear();
            tells(b(false, 2, 2));
            Run run = catena(words);
            assertEquals(run.err(), ExitCode.DONE, run.exitCode());
            assertEquals(List.of("undrain b null"), a.placed.orders);
            assertEquals("b at " + b.address() + " is not drained: it gets its share of the chains\n", run.out());
        }
    }

    @Test
    public void anUnknownNodeIsNamedWithThoseThatThereAre() {
        tells(b(false, 2, 2));
        Run run = catena("drain", "7499");
        assertEquals(ExitCode.USAGE, run.exitCode());
        assertTrue(run.err(), run.err().contains("there is no node 7499; there are a at " + a.address()));
        assertEquals(List.of(), a.placed.orders);
    }

    @Test
    public void aRefusalOfTheClusterIsToldAsItIs() {
        a.placed.reports.add(new PlacementReport(0, List.of(), 0));
        a.placed.refusal = new Refused("each chain is on all nodes", RefusedReason.ON_ALL_NODES);
        Run run = catena("drain", "7401");
        assertEquals(ExitCode.UNAVAILABLE, run.exitCode());
        assertTrue(run.err(), run.err().contains("each chain is on all nodes"));
    }

    @Test
    public void thePaceIsToldWhenTwoHaveMoved() {
        MovePace pace = new MovePace("replica", 0);
        assertEquals("10 of 10 replicas left", pace.line(10, 1));
        assertEquals("9 of 10 replicas left", pace.line(9, TimeUnit.SECONDS.toNanos(1)));
        assertEquals(null, pace.line(9, TimeUnit.SECONDS.toNanos(5)));
        assertEquals(
                "6 of 10 replicas left, about 12 s more at the pace so far", pace.line(6, TimeUnit.SECONDS.toNanos(8)));
        assertEquals("0 of 10 replicas left", pace.line(0, TimeUnit.SECONDS.toNanos(9)));
    }
}
