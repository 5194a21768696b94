package io.catena.client;

import io.catena.thrift.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/** Asks the known servers for layouts, side by side, each on a connection of its own. */
final class LayoutQuery {
    private static final int FIRST_CHAIN = 1;

    private final Topology topology;
    private final Threads threads;

    LayoutQuery(Topology topology, Threads threads) {
        this.topology = topology;
        this.threads = threads;
    }

    /** @throws UnavailableException if none answers in time */
    Layout ask(int chain, Deadline deadline) {
        return ask(ServerSearch.layoutQuestion(chain), topology.serversFor(chain), deadline)
                .content();
    }

    /**
     * Asks the server that answers first for all of them, one after the other.
     *
     * @throws UnavailableException if none answers in time, or if that one tells not all of them
     */
    List<Layout> askAll(Deadline deadline) {
        Race.Answer<Layout> first =
                ask(ServerSearch.layoutQuestion(FIRST_CHAIN), topology.serversFor(FIRST_CHAIN), deadline);
        if (first.content().chains() == 1) {
            return List.of(first.content());
        }
        Race.Question<List<Layout>> rest = (connection, limit) -> {
            List<Layout> layouts = new ArrayList<>(List.of(first.content()));
            for (int chain = FIRST_CHAIN + 1; chain <= first.content().chains(); chain++) {
                layouts.add(ServerSearch.layoutQuestion(chain).ask(connection, limit));
            }
            return layouts;
        };
        return ask(rest, List.of(first.server()), deadline).content();
    }

    private <T> Race.Answer<T> ask(Race.Question<T> question, List<ServerAddress> servers, Deadline deadline) {
        try {
            return new Race<>(question, threads.access(), threads.leaders(), deadline).run(servers);
        } catch (InvalidRequest e) {
            throw new InvalidRequestException("the layout was refused: " + e.getMessage() + "; change the call");
        } catch (Race.LostException e) {
            throw e.unavailable("no server told the layout: ", "; check the addresses and that a server runs there");
        }
    }
}
