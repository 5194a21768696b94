package io.catena.bench.rebalance;

import static org.junit.Assert.assertEquals;

import io.catena.bench.load.Kind;
import io.catena.bench.output.Table;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Three phases of two seconds; of the two chains one moves in the second phase. */
public class PhaseTablesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Spread before = new Spread(List.of(List.of(1, 2), List.of(2, 1)));
    private final Spread after = new Spread(List.of(List.of(1, 2), List.of(3, 1)));
    private final CallLog log = new CallLog(2);
    private final PhaseTables tables = new PhaseTables(
            List.of(
                    new Phase("before", 0, 0, 2 * SECOND, before, before, 0, 0),
                    new Phase("join", 2 * SECOND, 3 * SECOND, 4 * SECOND, before, after, 1, 7),
                    new Phase("after", 4 * SECOND, 4 * SECOND, 6 * SECOND, after, after, 0, 0)),
            log);

    /** Each second a put of each chain that takes so long, and a get that fails. */
    private void calls(int fromSecond, long latencyMillis) {
        for (int second = fromSecond; second < fromSecond + 2; second++) {
            for (int chain = 1; chain <= 2; chain++) {
                long due = second * SECOND + chain;
                log.add(new CallLog.Call(Kind.PUT, chain, due, due + latencyMillis * MILLI, true));
                log.add(new CallLog.Call(Kind.GET, chain, due, due + MILLI, false));
            }
        }
    }

    private static double number(Table table, String phase, String column) {
        Table rows = table.columns().contains("operation") ? table.where("operation", "put") : table;
        return rows.where("phase", phase).number(0, column);
    }

    @Test
    public void eachPhaseIsComparedWithTheFirstAndAllThatMovesStandsTogether() {
        calls(0, 10);
        calls(2, 30);
        calls(4, 20);
        Table table = tables.calls();
        assertEquals(List.of("before", "join", "after", "all moves"), table.values("phase"));
        assertEquals(1, number(table, "before", "p99_to_before"), 0.01);
        assertEquals(3, number(table, "join", "p99_to_before"), 0.01);
        assertEquals(3, number(table, "all moves", "p99_to_before"), 0.01);
        assertEquals(2, number(table, "after", "p99_to_before"), 0.01);
        assertEquals(2, number(table, "join", "seconds"), 0);
        assertEquals(4, number(table, "join", "calls"), 0);
        assertEquals(0, number(table, "join", "failed"), 0);
        assertEquals("4", table.where("phase", "join").where("operation", "get").get(0, "failed"));
    }

    @Test
    public void whatMovedIsComparedWithTheLeastThatHadTo() {
        Table table = tables.moves(3 << 20);
        assertEquals(0, number(table, "before", "replicas_made"), 0);
        assertEquals(1, number(table, "join", "until_even_s"), 0);
        assertEquals(1, number(table, "join", "replicas_made"), 0);
        assertEquals(1, number(table, "join", "least_possible"), 0);
        assertEquals(3, number(table, "join", "mib_made"), 0);
        assertEquals(7, number(table, "join", "snapshot_pieces"), 0);
        assertEquals("1-2", table.where("phase", "join").get(0, "replicas_of_a_node"));
        assertEquals("0-1", table.where("phase", "join").get(0, "heads_of_a_node"));
        assertEquals(2 + 3 + 3, tables.nodes().rows().size());
    }

    @Test
    public void eachSecondBelongsToAPhase() {
        calls(0, 10);
        calls(2, 30);
        calls(4, 20);
        Table table = tables.seconds();
        assertEquals(List.of("0", "1", "2", "3", "4", "5"), table.values("second"));
        assertEquals(List.of("2", "3"), table.where("phase", "join").values("second"));
        assertEquals(30, table.where("second", "3").number(0, "put_p99_ms"), 0.1);
        assertEquals("2", table.get(5, "get_failed"));
    }
}
