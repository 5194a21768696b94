package io.catena.client;

import io.catena.thrift.InvalidRequest;

/** Asks the known servers for the layout, side by side, each on a connection of its own. */
final class LayoutQuery {
    private final Topology topology;
    private final Threads threads;

    LayoutQuery(Topology topology, Threads threads) {
        this.topology = topology;
        this.threads = threads;
    }

    /** @throws UnavailableException if none answers in time */
    Layout ask(int chain, Deadline deadline) {
        try {
            return new Race<>(ServerSearch.layoutQuestion(chain), threads.access(), threads.leaders(), deadline)
                    .run(topology.serversFor(chain))
                    .content();
        } catch (InvalidRequest e) {
            throw new InvalidRequestException("the layout was refused: " + e.getMessage() + "; change the call");
        } catch (Race.LostException e) {
            throw e.unavailable("no server told the layout: ", "; check the addresses and that a server runs there");
        }
    }
}
