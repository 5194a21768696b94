package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.cli.text.ExitCode;
import io.catena.client.FakeServer;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.PlannedNode;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Of the nodes a, b and c the last one does not run. */
public class RebalanceCommandTest {
    private static final PlacementPlan MOVES = new PlacementPlan(
            List.of(
                    new PlannedNode("a", 2, 1, 3, 2, 1).setHost("127.0.0.1").setPort(7401),
                    new PlannedNode("c", 2, 1, 0, 0, 0)),
            2,
            1,
            List.of("c"));

    private final FakeServer a = new FakeServer();

    @Before
    public void reports() {
        a.placed.reports.clear();
        a.placed.plan = MOVES;
    }

    @After
    public void close() {
        a.close();
    }

    private void report(int ofC, int moving) {
        a.placed.reports.add(new PlacementReport(
                1,
                List.of(
                        new PlacedNode("a", false, 2, 1, 2).setHost("127.0.0.1").setPort(7401),
                        new PlacedNode("c", false, ofC, 0, 0)),
                moving));
    }

    private Run catena(String... args) {
        return Run.of(Stream.concat(Stream.of("--servers", a.address()), Arrays.stream(args))
                .toArray(String[]::new));
    }

    @Test
    public void whatMovesIsToldAndWaitedFor() {
        report(2, 0);
        report(2, 0);
        report(0, 1);
        report(0, 0);
        Run run = catena("rebalance");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertEquals(
                List.of(
                        "NODE  ADDRESS         CHAINS  AFTER  HEADS  AFTER  TO MAKE",
                        "a     127.0.0.1:7401  2       3      1      2      1",
                        "c     -               2       0      1      0      0",
                        "2 chains get other nodes or another order, and 1 replica is made; of how many bytes is not known",
                        "not waited for any more: c"),
                run.out().lines().toList());
        assertEquals(
                List.of("2 of 2 chains left", "1 of 2 chains left"),
                run.err().lines().toList());
    }

    @Test
    public void whileAllNodesRunThereIsNothingToBeDone() {
        a.placed.plan = new PlacementPlan(List.of(), 0, 0, List.of());
        report(0, 0);
        Run run = catena("rebalance");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertTrue(run.out(), run.out().contains("nothing moves\nall nodes that are to carry chains run"));
    }

    @Test
    public void aWaitThatEndsTooEarlySaysThatItGoesOn() {
        report(0, 1);
        Run run = catena("rebalance", "--timeout", "200ms");
        assertEquals(ExitCode.UNKNOWN, run.exitCode());
        assertTrue(run.err(), run.err().contains("it goes on by itself"));
    }

    @Test
    public void aRefusalIsTold() {
        report(0, 1);
        a.placed.refusal = new Refused("too few", RefusedReason.TOO_FEW_NODES);
        assertEquals(ExitCode.UNAVAILABLE, catena("rebalance").exitCode());
        assertEquals(ExitCode.UNAVAILABLE, catena("placement", "plan").exitCode());
    }

    @Test
    public void aPlanIsAskedForWithoutNodes() throws IOException {
        report(2, 0);
        Run run = catena("placement", "plan", "--drain", "7401", "--without", "c", "--without-absent", "-o", "json");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        JsonNode json = run.json();
        assertEquals(3, json.at("/nodes/0/chainsAfter").asInt());
        assertEquals("c", json.at("/absent/0").asText());
        assertTrue(json.get("bytes").isNull());
        assertTrue(a.placed.orders.contains("plan [a, c] true"));
        assertEquals(ExitCode.USAGE, catena("placement", "plan", "--drain", "x").exitCode());
        assertEquals(ExitCode.USAGE, catena("placement").exitCode());
    }
}
