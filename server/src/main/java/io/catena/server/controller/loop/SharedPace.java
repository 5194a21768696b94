package io.catena.server.controller.loop;

import java.util.function.IntConsumer;

/**
 * What the loops of one controller share, so that not all chains of a node change at once: its transfers (M13) and its handovers
 * (M19).
 */
public record SharedPace(Transfers transfers, Handovers handovers) {
    /** @param hint makes the controller look at a chain again; returns at once */
    public static SharedPace of(IntConsumer hint) {
        return new SharedPace(new Transfers(hint), new Handovers(hint));
    }
}
