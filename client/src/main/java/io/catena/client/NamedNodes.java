package io.catena.client;

import io.catena.thrift.CallOptions;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** Reads from nodes that are named, each on a connection of its own. */
final class NamedNodes {
    private final Topology topology;
    private final Threads threads;

    NamedNodes(Topology topology, Threads threads) {
        this.topology = topology;
        this.threads = threads;
    }

    /**
     * From the first of them that answers.
     *
     * @throws UnavailableException if none answers in time
     */
    StaleRead read(List<ServerAddress> servers, byte[] key, boolean stale, Deadline deadline) {
        try {
            return new Race<StaleRead>(
                            (connection, limit) -> ask(connection, key, stale, limit),
                            threads.access(),
                            threads.leaders(),
                            deadline)
                    .run(servers)
                    .content();
        } catch (InvalidRequest e) {
            throw new InvalidRequestException("the server refuses the call: " + e.getMessage() + "; change it");
        } catch (Race.LostException e) {
            throw e.unavailable("", "; ask another node, or any of them by naming none");
        }
    }

    /** As long as no server has told how many chains there are, the first answer may be that the key is another chain's. */
    private StaleRead ask(Connection connection, byte[] key, boolean stale, Deadline limit) throws TException {
        ChainRoute chain = topology.routeOf(key);
        try {
            return ask(connection, key, chain.number(), stale, limit);
        } catch (InvalidRequest e) {
            if (topology.chains() > 0) {
                throw e;
            }
            topology.learned(
                    ServerSearch.layoutQuestion(catenaConstants.DEFAULT_CHAIN).ask(connection, limit));
            ChainRoute right = topology.routeOf(key);
            if (right == chain) {
                throw e;
            }
            return ask(connection, key, right.number(), stale, limit);
        }
    }

    private static StaleRead ask(Connection connection, byte[] key, int chain, boolean stale, Deadline limit)
            throws TException {
        CallOptions options = new CallOptions()
                .setChain(chain)
                .setDeadlineMillis(limit.millisForServer())
                .setStale(stale);
        ReadResults reply =
                connection.catena(limit, ReplyBounds.answers(1)).read(List.of(ByteBuffer.wrap(key)), options);
        if (reply.getResultsSize() != 1) {
            throw new TApplicationException(
                    TApplicationException.MISSING_RESULT, reply.getResultsSize() + " answers to 1 read");
        }
        ReadResult result = reply.getResults().get(0);
        Optional<Versioned> value = result.isSetValue()
                ? Optional.of(new Versioned(result.getValue(), result.getVersion()))
                : Optional.empty();
        boolean tellsAge = reply.isSetStaleMillis() && reply.getStaleMillis() >= 0;
        return new StaleRead(value, tellsAge ? OptionalLong.of(reply.getStaleMillis()) : OptionalLong.empty());
    }
}
