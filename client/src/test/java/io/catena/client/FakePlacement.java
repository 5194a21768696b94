package io.catena.client;

import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a {@link FakeServer} tells of the placement, and what it was told to do with it. */
public final class FakePlacement {
    /** What it tells of the placement, one after the other; the last one stays. */
    public final List<PlacementReport> reports =
            new CopyOnWriteArrayList<>(List.of(new PlacementReport(0, List.of(), 0)));
    /** Of how many chains the server says that it has a replica, likewise. */
    public final List<Integer> carried = new CopyOnWriteArrayList<>(List.of(Integer.MAX_VALUE));

    public volatile PlacementPlan plan = new PlacementPlan(List.of(), 0, 0, List.of());
    public final List<String> orders = new CopyOnWriteArrayList<>();
    /** What it says to whoever gives an order; null if it does what it is asked for. */
    public volatile Refused refusal;

    static <T> T next(List<T> said) {
        return said.size() > 1 ? said.remove(0) : said.get(0);
    }

    void order(String what) throws Refused {
        if (refusal != null) {
            throw refusal;
        }
        orders.add(what);
    }
}
