package io.catena.simulation.faults;

import io.catena.server.departing.DepartureChange;
import io.catena.server.departing.DepartureRefused;
import io.catena.server.departing.DepartureWish;
import io.catena.server.placement.Departures;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.SimulatedDepartures;

/** What an operator wishes of nodes where chains are on some of the machines. A node carries the wish out, if it lives for long enough. */
public final class Drains {
    private final SimulatedRun run;

    public Drains(SimulatedRun run) {
        this.run = run;
    }

    /**
     * A node is to carry nothing.
     *
     * @param by is up, and carries the wish out
     */
    public void drain(SimulatedMachine node, SimulatedMachine by) {
        wish(
                "drain " + node.name(),
                DepartureWish.drain(node.name(), run.placement().replicas()),
                by);
    }

    /** That is taken back. */
    public void undrain(SimulatedMachine node, SimulatedMachine by) {
        wish("undrain " + node.name(), DepartureWish.undrain(node.name()), by);
    }

    /** No node that is away comes back. */
    public void rebalance(SimulatedMachine by) {
        wish("rebalance", DepartureWish.rebalance(run.placement().replicas()), by);
    }

    private void wish(String what, DepartureWish wish, SimulatedMachine by) {
        run.count("wishes of operators");
        run.trace().line(by.name(), "is asked by an operator to %s", what);
        DepartureChange.begin(new SimulatedDepartures(by.process().zooKeeper()), wish, new DepartureChange.Listener() {
            @Override
            public void isSaid(Departures departures) {
                run.count("wishes of operators that are written down");
                told("it is written down: " + departures);
            }

            @Override
            public void refused(DepartureRefused why) {
                run.count("wishes of operators that are refused");
                told(why.getMessage());
            }

            @Override
            public void failed(Exception problem) {
                told(problem.getMessage());
            }

            private void told(String answer) {
                run.trace().line(by.name(), "answers to %s: %s", what, answer);
            }
        });
    }
}
