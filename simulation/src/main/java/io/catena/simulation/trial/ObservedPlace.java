package io.catena.simulation.trial;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import java.util.ArrayList;
import java.util.List;

/** The place of a life in a chain, which it is to keep, or to lose. */
record ObservedPlace(SimulatedCluster cluster, int chain, Member life) {
    /** Those of the present lives of these machines, in all chains. */
    static List<ObservedPlace> of(SimulatedCluster cluster, List<SimulatedMachine> machines) {
        List<ObservedPlace> places = new ArrayList<>();
        for (int chain = 1; chain <= cluster.chains(); chain++) {
            for (SimulatedMachine machine : machines) {
                places.add(new ObservedPlace(cluster, chain, machine.process().self(chain)));
            }
        }
        return places;
    }

    Configuration newest() {
        return cluster.newest(chain).configuration();
    }

    boolean isLost() {
        return newest().hasRemoved(life);
    }

    @Override
    public String toString() {
        return cluster.chains() == 1 ? life.toString() : life + " of chain " + chain;
    }
}
