package io.catena.server.controller.placing;

import io.catena.server.controller.loop.Candidate;

/**
 * The controller of a cluster whose chains are on some of the nodes: publishes their configurations and where they are to be, in one
 * term.
 *
 * @param chains those of the chains
 */
public record PlacedChains(Candidate chains, Candidate placer) implements Candidate {
    @Override
    public void elected(int term) {
        placer.elected(term);
        chains.elected(term);
    }

    @Override
    public void deposed() {
        placer.deposed();
        chains.deposed();
    }

    @Override
    public void hint() {
        placer.hint();
        chains.hint();
    }

    @Override
    public void hint(int chain) {
        chains.hint(chain);
    }

    @Override
    public void hintOfDepartures() {
        placer.hint();
    }

    @Override
    public void zooKeeperReturned() {
        placer.zooKeeperReturned();
        chains.zooKeeperReturned();
    }
}
