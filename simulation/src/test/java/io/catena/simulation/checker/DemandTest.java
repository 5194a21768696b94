package io.catena.simulation.checker;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

/** The fifth rule of the search: which write may come next without looking at any other. */
public class DemandTest {
    private static final int NONE = -1;
    private static final int[] ALL = {0, 1, 2};

    private static Operation put(String value, long invoked) {
        return new Operation(1, Call.put("k", value), Answer.DONE, invoked, invoked + 100);
    }

    private static Operation get(String value, long invoked) {
        return new Operation(2, Call.get("k"), Answer.found(value), invoked, invoked + 100);
    }

    @Test
    public void noWriteComesNextWhileAReadStillNeedsThePresentValue() {
        List<Operation> operations = List.of(put("a", 1), get("a", 2), put("b", 3));
        Demand demand = new Demand(operations);
        Register state = Register.INITIAL.after(operations.get(0));
        demand.take(0);
        assertEquals(NONE, demand.closedWrite(state, new int[] {1, 2}));
        demand.take(1);
        assertEquals(2, demand.closedWrite(state, new int[] {2}));
    }

    @Test
    public void aWriteOfWhatAnotherWritesTooIsNotThePreferredOne() {
        Demand one = new Demand(List.of(put("b", 1), put("c", 2), get("b", 3)));
        assertEquals(0, one.closedWrite(Register.INITIAL, ALL));
        Demand several = new Demand(List.of(put("b", 1), put("b", 2), get("b", 3)));
        assertEquals(NONE, several.closedWrite(Register.INITIAL, ALL));
    }

    @Test
    public void aWriteWithReadersThatMayNotAllComeNextIsNotThePreferredOne() {
        Demand demand = new Demand(List.of(put("b", 1), get("b", 2), get("b", 200)));
        assertEquals(NONE, demand.closedWrite(Register.INITIAL, new int[] {0, 1}));
        assertEquals(0, demand.closedWrite(Register.INITIAL, ALL));
    }
}
