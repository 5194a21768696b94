package io.catena.simulation.planted;

import io.catena.server.carrying.CarriedChains;
import java.util.Optional;

/** Breaks one rule of where chains are, and of how nodes begin and give up to carry them. Without a planted fault nothing is changed. */
public final class BrokenPlacing {
    private final PlantedFault fault;

    BrokenPlacing(PlantedFault fault) {
        this.fault = fault;
    }

    /** Whether a placement is published whatever was published since another one was read, in whichever term. */
    public boolean publishesUnconditionally() {
        return fault == PlantedFault.PLACED_WITHOUT_CONDITION;
    }

    /** How many replicas of a chain a node takes for enough. */
    public int enough(int replicas) {
        return fault == PlantedFault.LEAVES_INCOMPLETE ? replicas - 1 : replicas;
    }

    /** Whether a member that is to be elsewhere leaves as soon as it knows that. */
    public boolean leavesAtOnce() {
        return fault == PlantedFault.LEAVES_AT_ONCE;
    }

    /** What a node goes by when it is to read once more whether it may give a replica up; empty if it reads that. */
    public Optional<CarriedChains.Found> looked(CarriedChains.Known known) {
        return fault == PlantedFault.GIVEN_UP_UNREAD
                ? Optional.of(new CarriedChains.Found(known.newest(), known.newest()))
                : Optional.empty();
    }

    /**
     * Whether a chain is looked up.
     *
     * @param isKnown whether it was before
     */
    public boolean looksUp(boolean isKnown) {
        return !isKnown || fault != PlantedFault.LOOKED_UP_ONCE;
    }
}
